import { expect } from 'chai';
import fc from 'fast-check';
import { Handle, Identifier, check, newHandle, normaliseNumber, sponsorOf } from '@fairway/model';
import { refusalOf } from './refusals.ts';

describe('Numbers and identifiers', () => {
  for (const [written, normal] of [
    ['AR-2024/0017', 'AR-2024/0017'],
    ['ar-2024/0017', 'AR-2024/0017'],
    [' AR 2024 0017 ', 'AR20240017'],
    ['AR\u20132024', 'AR-2024'],
    ['AR\u22122024', 'AR-2024'],
    ['ＡＲ２０２４', 'AR2024'],
    ['ar\u00a02024', 'AR2024'],
    ['ﬁ-1', 'FI-1'],
  ] as const) {
    it(`has one form for the number ${JSON.stringify(written)}`, () => {
      expect(normaliseNumber(written)).to.equal(normal);
    });
  }

  for (const number of ['', '-1', '1-', 'А-1 (Cyrillic A)', 'a_b', 'é1', '1'.repeat(41), 'A\u202eB']) {
    it(`refuses the number ${JSON.stringify(number).slice(0, 30)}`, async () => {
      expect((await refusalOf(() => normaliseNumber(number))).code).to.equal('NOT_ALLOWED');
    });
  }

  it('normalises a number that is normal to itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ./–-]{0,30}[A-Za-z0-9]$/), (text) => {
        expect(normaliseNumber(normaliseNumber(text))).to.equal(normaliseNumber(text));
      }),
    );
  });

  it('takes an LEI whose check digits fit, and no other', async () => {
    const lei = { scheme: 'LEI', value: '529900T8BM49AURSDO55' } as const;
    expect(check(Identifier, lei)).to.deep.equal(lei);
    const refusal = await refusalOf(() => check(Identifier, { scheme: 'LEI', value: '529900T8BM49AURSDO56' }));
    expect(refusal).to.include({ code: 'CHECK_DIGITS_WRONG', path: '/value' });
  });

  it('takes a TIN of a country and up to 15 characters', async () => {
    expect(check(Identifier, { scheme: 'TIN', value: 'UY211003420017' })).to.have.property('scheme', 'TIN');
    expect((await refusalOf(() => check(Identifier, { scheme: 'TIN', value: 'UY1234567890123456' }))).code).to.equal(
      'NOT_ALLOWED',
    );
  });

  it('makes handles of the one form, which name their sponsor and nothing else', () => {
    const handle = newHandle('UY');
    expect(check(Handle, handle)).to.equal(handle);
    expect(sponsorOf(handle)).to.equal('UY');
    expect(newHandle('AR', new Uint8Array(16))).to.equal('ar-' + '0'.repeat(26));
    expect(newHandle('AR', new Uint8Array(16).fill(255))).to.equal('ar-7' + 'z'.repeat(25));
  });
});
