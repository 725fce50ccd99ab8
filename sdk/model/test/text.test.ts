import { expect } from 'chai';
import { ReasonArgs, check } from '@fairway/model';
import { refusalOf } from './refusals.ts';

const reason = (text: unknown) => check(ReasonArgs, { reason: text });

describe('A text for people', () => {
  it('is taken in any script', () => {
    for (const text of ['Infração aduaneira', 'нарушение', '违规', 'تخلف', 'می\u200cخواهم', '👍'])
      expect(reason(text).reason).to.equal(text);
  });

  for (const [what, text, code] of [
    ['a line break', 'a\nb', 'FORBIDDEN_CHARACTER'],
    ['a null', 'a\u0000b', 'FORBIDDEN_CHARACTER'],
    ['a reversal of direction', 'revoked \u202egnihton', 'FORBIDDEN_CHARACTER'],
    ['an isolate', 'a\u2066b', 'FORBIDDEN_CHARACTER'],
    ['a zero-width space', 'a\u200bb', 'FORBIDDEN_CHARACTER'],
    ['a byte order mark', '\ufeffa', 'FORBIDDEN_CHARACTER'],
    ['a line separator', 'a\u2028b', 'FORBIDDEN_CHARACTER'],
    ['letters and marks apart', 'e\u0301', 'NOT_NORMALISED'],
    ['space around it', ' a', 'NOT_NORMALISED'],
    ['nothing', '', 'TOO_SHORT'],
    ['too much', 'a'.repeat(251), 'TOO_LONG'],
    ['a number', 7, 'WRONG_TYPE'],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      expect(await refusalOf(() => reason(text))).to.include({ code, path: '/reason' });
    });
  }
});
