import {
  AeoDomain,
  ParticipantDomain,
  TitleDomain,
  controlOf,
  type AeoCertificate,
  type Participant,
  type RecordAddress,
  type Title,
} from '@fairway/model';
import type { Connection } from './database.js';

/**
 * By what records are found. A facet has every value that a record may show at some moment: what it shows at the moment
 * asked about is then said by the model's own rules.
 */
export type Facet = 'holder' | 'type' | 'state' | 'ends' | 'issuer' | 'party' | 'role' | 'word';

/** Keeps by what a record is found, in place of what was. */
export function keepFacets(db: Connection, { kind, member, id }: RecordAddress, record: object): void {
  const gone = new Map(
    db
      .all<{ facet: string; value: string }>(
        'SELECT facet, value FROM facet WHERE kind = ? AND member = ? AND id = ?',
        ...[kind, member, id],
      )
      .map((one) => [JSON.stringify([one.facet, one.value]), one]),
  );
  for (const [facet, values = []] of Object.entries(facetsOf(kind, record)))
    for (const value of new Set(values))
      if (!gone.delete(JSON.stringify([facet, value])))
        db.run(
          'INSERT INTO facet (kind, facet, value, member, id) VALUES (?, ?, ?, ?, ?)',
          ...[kind, facet, value, member, id],
        );
  for (const { facet, value } of gone.values())
    db.run(
      'DELETE FROM facet WHERE kind = ? AND facet = ? AND value = ? AND member = ? AND id = ?',
      ...[kind, facet, value, member, id],
    );
}

function facetsOf(kind: string, record: object): Partial<Record<Facet, string[]>> {
  if (kind === AeoDomain.kind) {
    const { holder, terms, status } = record as AeoCertificate;
    return {
      holder: [holder],
      type: terms.map(({ type }) => type),
      state: status.map(({ state }) => state),
      ends: terms.flatMap((one) => endOf(one) ?? []),
    };
  }
  if (kind === TitleDomain.kind) {
    const title = record as Title;
    return { issuer: [title.issuer], party: partiesOf(title), state: title.status.map(({ state }) => state) };
  }
  if (kind === ParticipantDomain.kind) {
    const { status, public: known } = record as Participant;
    return {
      role: status.entitlements.flatMap(({ roles }) => roles),
      state: status.states.map(({ state }) => state),
      word: wordsOf(known?.name ?? ''),
    };
  }
  return {};
}

/** The last day of a certificate's terms, or the day of its review where it has none. */
export const endOf = ({ validTo, reviewOn }: { validTo?: string | undefined; reviewOn?: string | undefined }) =>
  validTo ?? reviewOn;

/** Who has to do with a bill as it stands: who issued it, controls it, is offered it, or has its documents. */
export function partiesOf(title: Title): string[] {
  const { beneficiary, holder } = controlOf(title);
  const { issuer, agent, consignee, offer, presentations } = title;
  return [issuer, agent, consignee, beneficiary, holder, offer?.to, offer?.by]
    .concat(presentations.flatMap(({ from, bank }) => [from, bank]))
    .filter((handle) => handle !== undefined);
}

/** The words of a name, without case and accents. */
export const wordsOf = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
