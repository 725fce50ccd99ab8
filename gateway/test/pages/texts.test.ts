import { expect } from 'chai';
import { DOMAINS, OPERATOR_ROLES } from '@fairway/model';
import { REASONS } from '@fairway/verifier';
import { en } from '../../pages/src/texts/en.ts';
import { es } from '../../pages/src/texts/es.ts';
import { pt } from '../../pages/src/texts/pt.ts';

const factsIn = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g))].sort();
const shown = DOMAINS.filter((domain) => domain.shown !== undefined);

describe('The texts of the verification page', () => {
  for (const texts of [en, es, pt])
    describe(`in ${texts.language}`, () => {
      it('say every code of a verification, with all of its facts', () => {
        expect(Object.keys(texts.reasons).sort()).to.deep.equal(Object.keys(REASONS).sort());
        for (const [code, sentence] of Object.entries(REASONS))
          expect(factsIn(texts.reasons[code as keyof typeof REASONS]), code).to.deep.equal(factsIn(sentence));
      });

      it('name every kind of record that is shown, every act on one, and every role of an operator', () => {
        const acts = shown.flatMap(({ moves }) => moves.map(({ type }) => type));
        expect(texts.acts).to.include.all.keys(acts);
        expect(texts.kinds).to.include.all.keys(shown.map(({ kind }) => kind));
        expect(texts.values).to.include.all.keys([...OPERATOR_ROLES]);
      });

      it('leave nothing unsaid, and say nothing that English does not', () => {
        expect(placesIn(texts)).to.deep.equal(placesIn(en));
      });
    });
});

/** Where there is a text, by its path. */
function placesIn(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [path];
  return Object.entries(value as object)
    .flatMap(([name, one]) => placesIn(one, `${path}/${name}`))
    .sort();
}
