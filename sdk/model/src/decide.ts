import { addressOfParty, placeOf, type Act, type Citation, type RecordAddress, type RecordReference } from './act.js';
import { moveOf } from './domains.js';
import { type Handle } from './identifiers.js';
import { demandMandated, type Mandate } from './mandate/record.js';
import { demand } from './refusal.js';
import { FOUND } from './registry/machine.js';
import type { Standing } from './registry/standing.js';
import { demandSuccessor } from './registry/succession.js';
import type { SignedAct } from './signed-act.js';
import type { Instant } from './time.js';

/** Everything that an act relies on where others stand: the records that its type cites, and its mandate. */
export const citationsOf = ({ act }: Pick<SignedAct, 'act'>): Citation[] => [
  ...(act.cites ?? []),
  ...(act.mandate ? [act.mandate] : []),
];

/** What an act relies on, as it stood: cited records by `placeOf`, and parties by handle where they exist. */
export interface Circumstances {
  time: Instant;
  cited: ReadonlyMap<string, object>;
  parties: ReadonlyMap<Handle, Standing>;
}

const mandateOf = ({ act }: SignedAct, cited: Circumstances['cited']): Mandate | undefined =>
  act.mandate && (cited.get(placeOf(act.mandate)) as Mandate);

/** The parties whose signatures an act needs, no more and no fewer. */
export const signersOf = (act: Act): Handle[] => [
  ...new Set([act.actor, ...moveOf(act.records[0]!.kind, act.type).cosigners(act as never)]),
];

/** How many keys of each signer sign an act: two where its firm has set that two of its signatories sign such acts together. */
export const signaturesNeeded = (act: Act, parties: ReadonlyMap<Handle, Standing>): Map<Handle, 1 | 2> =>
  new Map(signersOf(act).map((signer) => [signer, parties.get(signer)?.together.includes(act.type) ? 2 : 1]));

/** The parties whose standing decides an act. */
export function partiesTo(signed: SignedAct, cited: Circumstances['cited']): Handle[] {
  const { act } = signed;
  const principal = mandateOf(signed, cited)?.principal ?? act.actor;
  const needed = act.records.flatMap(({ kind }) => moveOf(kind, act.type).needs(act as never));
  return [...new Set([...signersOf(act), principal, ...(act.successorTo ?? []), ...needed])];
}

/**
 * The records by whose chains a reader judges an act; of an act under a mandate, the principal is found by the
 * mandate's own acts. Throws where its type is none.
 */
export function reliedOn(signed: SignedAct): RecordAddress[] {
  const { act, signatures } = signed;
  const { member } = act.records[0]!;
  const handles = new Set([...signatures.map(({ handle }) => handle), ...partiesTo(signed, new Map())]);
  return [
    ...[...handles].map(addressOfParty),
    ...citationsOf(signed).map(({ member, kind, id }) => ({ member, kind, id })),
    ...(act.records.length > 1 ? act.records.map(({ kind, id }) => ({ member, kind, id })) : []),
    ...(act.type === FOUND ? [{ member, kind: 'member', id: member }] : []),
  ];
}

/**
 * What an act makes of one of its records: contracts decide by it, and readers check by it. The signatures hold already.
 *
 * Throws `SIGNATURES_TOO_FEW` or `SIGNER_NOT_ALLOWED`, what the mandate or the succession refuses, or what the move does.
 */
export function decide(
  signed: SignedAct,
  reference: RecordReference,
  record: object | undefined,
  { time, cited, parties }: Circumstances,
): object {
  const { act, id } = signed;
  const signer = parties.get(act.actor);
  const mandate = mandateOf(signed, cited);
  if (mandate) demandMandated(mandate, act, signer, time);
  demandTogether(signed, parties);
  const principal = mandate?.principal ?? act.actor;
  if (act.successorTo) demandSuccessor(principal, act.successorTo, parties, time);
  return moveOf(reference.kind, act.type).apply(record, act as never, {
    reference,
    time,
    id,
    principal: act.successorTo?.at(-1) ?? principal,
    actor: parties.get(principal),
    agent: mandate && signer,
    parties,
    cited: <T extends object>(kind: string, named: string) =>
      cited.get(placeOf({ member: reference.member, kind, id: named })) as T,
  });
}

/** Where a firm has set that two sign certain acts together, one signatory alone cannot do them. */
function demandTogether({ act, signatures }: SignedAct, parties: Circumstances['parties']): void {
  for (const [signer, needed] of signaturesNeeded(act, parties)) {
    const own = signatures.filter(({ handle }) => handle === signer).length;
    demand(
      own === needed,
      needed === 2 ? 'SIGNATURES_TOO_FEW' : 'SIGNER_NOT_ALLOWED',
      needed === 2 ? 'two different keys of this firm sign this act together' : 'one key of each signer signs this act',
      '/signatures',
    );
  }
}
