import { expect } from 'chai';
import fc from 'fast-check';
import { fromBase45, toBase45 } from '#src/document/base45.js';
import { refusalOf } from '../refusals.ts';

describe('Base 45', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('is as RFC 9285 has it', () => {
    for (const [plain, coded] of [
      ['AB', 'BB8'],
      ['Hello!!', '%69 VD92EX0'],
      ['base-45', 'UJCLQE7W581'],
      ['ietf!', 'QED8WEX0'],
      ['', ''],
    ] as const) {
      expect(toBase45(bytes(plain))).to.equal(coded);
      expect(fromBase45(coded)).to.deep.equal(bytes(plain));
    }
  });

  it('gives back whatever was put into it', () => {
    fc.assert(fc.property(fc.uint8Array(), (given) => void expect(fromBase45(toBase45(given))).to.deep.equal(given)));
  });

  for (const [why, text] of Object.entries({
    'a letter alone': 'BB8B',
    'what is more than two bytes': 'GGW',
    'what is more than a byte': '::',
    'another letter': 'bb8',
    'a letter of two code units': '😀8',
  }))
    it(`is refused with ${why}`, async () => {
      expect((await refusalOf(() => fromBase45(text))).code).to.equal('STATEMENT_MALFORMED');
    });
});
