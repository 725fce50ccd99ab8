import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { Refusal, canonical, newHandle, type Json } from '@fairway/model';
import { fromMmt, toMmt, type Unsaid } from '@fairway/model/mmt';
import { checkTransportDocument } from '@fairway/model/transport-document';
import { differences, putBack } from '#src/mmt/convert/unsaid.js';
import { changed, dcsaSample, efblSample } from '../samples.ts';
import { dcsaBill, efbl, supplement } from './arbitraries.ts';

/** The paths that the page's tables list, as patterns: each stands for itself and whatever is below it. */
function listedPaths(heading: string): RegExp[] {
  const page = readFileSync(new URL('../../../../docs/mmt.md', import.meta.url), 'utf8');
  const section = page.split(/^## /m).find((one) => one.startsWith(heading))!;
  return [...section.matchAll(/^\| (`\/[^|]+) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`(\/[^`]+)`/g)].map(
      ([, path]) => new RegExp(`^${path!.replaceAll('**', '.+').replaceAll(/(?<!\.)\*/g, '[^/]+')}(?:/|$)`),
    ),
  );
}
/** What of it the page does not list; that an empty list is not said it lists in a sentence. */
const unlisted = (unsaid: readonly Unsaid[], listed: readonly RegExp[]) =>
  unsaid.filter(({ path, value }) => canonical(value ?? null) !== '[]' && !listed.some((one) => one.test(path)));

/** What work comes to: a refusal is an answer, too. */
function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Every place in a document, below its root. */
const pathsOf = (node: unknown, at = ''): string[] =>
  typeof node === 'object' && node !== null
    ? Object.entries(node).flatMap(([name, value]) => [`${at}/${name}`, ...pathsOf(value, `${at}/${name}`)])
    : [];

describe('Any transport document', function () {
  this.timeout(120_000);

  it('of DCSA comes back whole from MMT, with what MMT does not say put back, all of which is documented', () => {
    const listed = listedPaths('What MMT does not say of a DCSA bill');
    fc.assert(
      fc.property(dcsaBill, (bill) => {
        const { document, unsaid } = toMmt(bill);
        expect(canonical(fromMmt(document, unsaid).document)).to.equal(canonical(bill));
        const named = unsaid.filter(({ path }) => !path.startsWith('/a~1member'));
        expect(unlisted(named, listed)).to.deep.equal([]);
      }),
      { numRuns: 100 },
    );
  });

  it('of FIATA comes back whole from DCSA, with what DCSA does not say put back, all of which is documented', () => {
    const listed = listedPaths('What DCSA does not say of an MMT bill');
    fc.assert(
      fc.property(efbl, (bill) => {
        const beside = supplement(bill);
        const { document, unsaid } = fromMmt(bill, beside);
        expect(canonical(toMmt(document, unsaid).document)).to.equal(canonical(bill));
        expect(unlisted(unsaid, listed)).to.deep.equal([]);
      }),
      { numRuns: 100 },
    );
  });

  it('is taken or refused, and never anything else, whatever is put into it', () => {
    const terms = { ...{ issuer: newHandle('AR'), shipper: newHandle('AR') }, form: 'order' as const };
    const sampled = fc.constantFrom(dcsaSample(), efblSample());
    fc.assert(
      fc.property(sampled, fc.nat(), fc.option(fc.jsonValue(), { nil: undefined }), (sample, pick, value) => {
        const paths = pathsOf(sample);
        const given = changed(sample, paths[pick % paths.length]!, value);
        for (const take of [
          () => toMmt(given),
          () => fromMmt(given),
          () => checkTransportDocument(given, 'SMDG:MSK/ABC123/1', terms as never),
        ])
          expect(() => outcomeOf(take)).not.to.throw();
      }),
      { numRuns: 500 },
    );
    for (const given of [undefined, null, 'x', [], {}, { exchanged_document: null }])
      expect(() => outcomeOf(() => checkTransportDocument(given, '', terms as never))).not.to.throw();
  });

  it('keeps members that nobody named, however they are called', () => {
    const given = JSON.parse(
      JSON.stringify(dcsaSample()).replace('{', '{"__proto__":{"a":1},"constructor":2,'),
    ) as object;
    const { document, unsaid } = toMmt(given);
    expect(canonical(fromMmt(document, unsaid).document)).to.equal(canonical(given));
  });

  it('is made whole by what differs in another, whatever the two are', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(object, object, (one, other) => {
        const [from, to] = [one, other].map((value) => JSON.parse(JSON.stringify(value)) as Json);
        expect(canonical(putBack(to!, differences(from, to)))).to.equal(canonical(from));
        expect(differences(from, from)).to.deep.equal([]);
      }),
    );
  });
});
