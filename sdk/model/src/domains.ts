import { placeOf, type Act, type RecordAddress } from './act.js';
import { AeoDomain } from './aeo/machine.js';
import { AgreementDomain } from './agreement/machine.js';
import { canonical } from './canonical.js';
import { AnswerDomain, ClaimDomain } from './claim/machine.js';
import type { Domain, Move } from './machine.js';
import { MandateDomain } from './mandate/machine.js';
import { PledgeDomain } from './pledge/machine.js';
import { demand } from './refusal.js';
import { MemberDomain, ParticipantDomain } from './registry/machine.js';
import { check, under } from './schema.js';
import { TableDomain } from './table/machine.js';
import { TitleDomain } from './title/machine.js';
import { UseDomain } from './use/machine.js';

/** Every kind of record there is; a new kind joins here, and nowhere else in the plumbing. */
export const DOMAINS = [
  MemberDomain,
  ParticipantDomain,
  MandateDomain,
  AgreementDomain,
  AeoDomain,
  UseDomain,
  ClaimDomain,
  AnswerDomain,
  TableDomain,
  TitleDomain,
  PledgeDomain,
] as unknown as readonly Domain<object>[];

/** The domain of a kind of record. */
export function domainOf(kind: string): Domain<object> {
  const domain = DOMAINS.find((one) => one.kind === kind);
  demand(
    domain !== undefined,
    'NOT_ALLOWED',
    `accepted kinds of record: ${DOMAINS.map((one) => one.kind).join(', ')}`,
    '/records/0/kind',
  );
  return domain;
}

/** The move that an act of this type makes on a kind of record. */
export function moveOf(kind: string, type: string): Move<object> {
  const domain = domainOf(kind);
  const move = domain.moves.find((one) => one.type === type);
  demand(move !== undefined, 'WRONG_RECORD', `no ${type} is possible on a record of kind ${kind}`, '/records');
  return move;
}

/** All types of act. */
export const ACT_TYPES = [...new Set(DOMAINS.flatMap((domain) => domain.moves.map((one) => one.type)))];

/** The records that an act of its type cites, whose arguments are as its type has them. */
export function citedBy(act: Act): RecordAddress[] {
  return act.records.flatMap((reference) => moveOf(reference.kind, act.type).cites(act as never, reference));
}

/** Checks an act against its type: all that `checkArguments` does, and its citations; throws the first `Refusal`. */
export function checkAct(act: Act): void {
  checkArguments(act);
  const cited = citedBy(act);
  demand(
    canonical((act.cites ?? []).map(placeOf)) === canonical(cited.map(placeOf)),
    'CITATION_MISSING',
    cited.length === 0
      ? 'this act cites no record'
      : `this act cites ${cited.map(({ kind, id }) => `${kind} ${id}`).join(', ')}, as it stands, and nothing else`,
    '/cites',
  );
}

/** Checks an act's arguments, private digest, mandate, succession and record ids against its type; throws the first `Refusal`. */
export function checkArguments(act: Act): void {
  const { several } = moveOf(act.records[0]!.kind, act.type);
  demand(
    several || act.records.length === 1,
    'WRONG_RECORD',
    `an act of type ${act.type} acts on one record`,
    '/records',
  );
  const places = act.records.map(placeOf);
  demand(new Set(places).size === places.length, 'NAMED_TWICE', 'each record is named once', '/records');
  act.records.forEach((reference, index) => {
    const move = moveOf(reference.kind, act.type);
    demand(
      reference.member === act.records[0]!.member,
      'WRONG_NAMESPACE',
      'an act writes one namespace only',
      `/records/${index}/member`,
    );
    under(`/records/${index}/id`, () => check(domainOf(reference.kind).id, reference.id));
    under('/args', () => check(move.args, act.args));
    demand(
      move.hasPrivate(act as never) === (act.private !== undefined),
      'PRIVATE_PART',
      act.private === undefined ? 'this act names the digest of its private part' : 'this act has no private part',
      '/private',
    );
    demand(
      act.mandate === undefined || (move.mandatable && act.mandate.kind === MandateDomain.kind),
      'MANDATE_NOT_ACCEPTED',
      move.mandatable ? 'a record of kind mandate is accepted as mandate' : `${act.type} is done by oneself only`,
      '/mandate',
    );
    demand(
      act.successorTo === undefined || move.heritable,
      'SUCCESSION_NOT_ACCEPTED',
      `${act.type} is done in one's own place only`,
      '/successorTo',
    );
  });
}
