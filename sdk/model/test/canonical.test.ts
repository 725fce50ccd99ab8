import { expect } from 'chai';
import fc from 'fast-check';
import { canonical, parseCanonical } from '@fairway/model';
import { refusalOf } from './refusals.ts';

const parse = (text: string) => parseCanonical(text, 1000);

describe('Canonical JSON', () => {
  it('orders keys by UTF-16 units and writes numbers the shortest way (RFC 8785)', () => {
    expect(canonical({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 })).to.equal(
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    );
    expect(canonical([333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001])).to.equal(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27]',
    );
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(isWellFormed(value));
        expect(canonical(parseCanonical(canonical(value), 1e6))).to.equal(canonical(value));
      }),
    );
  });

  for (const [what, text, code] of [
    ['a space', '{"a": 1}', 'NOT_CANONICAL'],
    ['keys out of order', '{"b":1,"a":2}', 'NOT_CANONICAL'],
    ['a key twice', '{"a":1,"a":1}', 'NOT_CANONICAL'],
    ['a number with needless digits', '1.0', 'NOT_CANONICAL'],
    ['a needless escape', '"\\u0061"', 'NOT_CANONICAL'],
    ['a lone surrogate', '"\\ud800"', 'NOT_JSON'],
    ['half a text', '{"a":', 'NOT_JSON'],
    ['a byte order mark', '\ufeff{}', 'NOT_JSON'],
    ['nothing', '', 'NOT_JSON'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect((await refusalOf(() => parse(text))).code).to.equal(code);
    });
  }

  it('counts its limit in bytes of UTF-8', async () => {
    expect(parseCanonical('"é"', 4)).to.equal('é');
    expect((await refusalOf(() => parseCanonical('"éé"', 5))).code).to.equal('TOO_LARGE');
  });
});

function isWellFormed(value: unknown): boolean {
  return (JSON.stringify(value) ?? '').isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(value) ?? '');
}
