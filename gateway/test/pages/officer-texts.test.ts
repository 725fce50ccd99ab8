import { expect } from 'chai';
import { AEO_REASONS, AeoDomain, CERTIFICATE_STATES } from '@fairway/model';
import { OFFICER_ACTS } from '../../pages/src/officer/decisions.ts';
import { en } from '../../pages/src/officer/texts/en.ts';
import { es } from '../../pages/src/officer/texts/es.ts';
import { pt } from '../../pages/src/officer/texts/pt.ts';

describe("The texts of the officers' page", () => {
  for (const texts of [en, es, pt])
    describe(`in ${texts.language}`, () => {
      it('name every decision, every ground and every state of a certificate', () => {
        expect(texts.words).to.have.all.keys([...OFFICER_ACTS]);
        expect(texts.actions).to.have.all.keys([...OFFICER_ACTS]);
        expect(texts.reasons).to.have.all.keys([...AEO_REASONS]);
        expect(texts.states).to.include.all.keys([...CERTIFICATE_STATES]);
      });

      it('name every argument of a decision, so that nothing is signed without a name', () => {
        const moves = AeoDomain.moves.filter(({ type }) => OFFICER_ACTS.some((one) => one === type));
        for (const { args } of moves)
          expect(texts.fields).to.include.all.keys(Object.keys((args as unknown as { shape: object }).shape));
      });

      it('leave nothing unsaid, say nothing that English does not, and give the same facts', () => {
        expect(factsIn(texts)).to.deep.equal(factsIn(en));
      });
    });
});

/** Where there is a text, by its path, with the facts in it. */
function factsIn(value: unknown, path = ''): string[] {
  if (typeof value === 'string') {
    const facts = [...new Set(value.match(/\{\w+\}/g))].sort();
    return value.trim() === '' ? [] : [`${path} ${facts.join(' ')}`];
  }
  return Object.entries(value as object)
    .flatMap(([name, one]) => factsIn(one, `${path}/${name}`))
    .sort();
}
