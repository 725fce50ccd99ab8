import { expect } from 'chai';
import { AEO_OFFICER_ACTS, AEO_REASONS, AeoDomain, CERTIFICATE_STATES } from '@fairway/model';
import { OFFICER_ACTS } from '../../pages/src/officer/decisions.ts';
import { fieldsOf } from '../../pages/src/officer/fields.ts';
import { en } from '../../pages/src/officer/texts/en.ts';
import { es } from '../../pages/src/officer/texts/es.ts';
import { pt } from '../../pages/src/officer/texts/pt.ts';

describe("The decisions on the officers' page", () => {
  it('are all that an officer may take, but for a document, which is recorded where it is made', () => {
    expect([...OFFICER_ACTS, 'aeo.document']).to.have.members(['aeo.grant', ...AEO_OFFICER_ACTS]);
  });

  it('ask for what the schemas of their arguments say', () => {
    const kinds = fieldsOf('aeo.appeal').map(({ name, kind, isRequired }) => [name, kind, isRequired]);
    expect(kinds).to.deep.equal([
      ['reference', 'text', true],
      ['of', 'text', true],
      ['suspensive', 'yes-or-no', true],
      ['from', 'moment', false],
      ['note', 'text', false],
    ]);
    expect(fieldsOf('aeo.resolveAppeal')[1]).to.deep.include({ kind: 'choice', options: ['upheld', 'dismissed'] });
    expect(fieldsOf('aeo.amend')[4]).to.include({ name: 'reason', kind: 'text', most: 250 });
  });
});

describe("The texts of the officers' page", () => {
  for (const texts of [en, es, pt])
    describe(`in ${texts.language}`, () => {
      it('name every decision, every ground and every state of a certificate', () => {
        expect(texts.words).to.have.all.keys([...OFFICER_ACTS]);
        expect(texts.actions).to.have.all.keys([...OFFICER_ACTS]);
        expect(texts.means).to.have.all.keys([...OFFICER_ACTS]);
        expect(texts.reasons).to.have.all.keys([...AEO_REASONS]);
        expect(texts.states).to.include.all.keys([...CERTIFICATE_STATES]);
      });

      it('name every argument of a decision, so that nothing is signed without a name', () => {
        const moves = AeoDomain.moves.filter(({ type }) => OFFICER_ACTS.some((one) => one === type));
        for (const { args } of moves)
          expect(texts.fields).to.include.all.keys(Object.keys((args as unknown as { shape: object }).shape));
      });

      it('name every word that may be chosen', () => {
        const options = OFFICER_ACTS.flatMap((type) => fieldsOf(type).flatMap((field) => field.options));
        expect({ ...texts.reasons, ...texts.values }).to.include.all.keys([...options, 'true', 'false']);
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
