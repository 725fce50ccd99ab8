import type { Handle } from '../identifiers.js';
import type { Facts, Move } from '../machine.js';
import { Refusal } from '../refusal.js';
import { AEO_TYPES, type Table } from '../table/record.js';
import { versionAt } from '../interval.js';
import { dateAt, type Instant } from '../time.js';
import { AeoDomain } from './machine.js';
import type { AeoCertificate } from './record.js';

/** The acts of its issuer's officers on a certificate that stands; its holder alone gives it up. */
export const AEO_OFFICER_ACTS = [
  'aeo.amend',
  'aeo.renew',
  'aeo.suspend',
  'aeo.reinstate',
  'aeo.revoke',
  'aeo.annul',
  'aeo.appeal',
  'aeo.resolveAppeal',
  'aeo.document',
] as const;
export type AeoOfficerAct = (typeof AEO_OFFICER_ACTS)[number];

/** An act that the rules would accept, with the arguments by which that was tried. */
export interface PossibleAct {
  type: AeoOfficerAct;
  args: Readonly<Record<string, string | boolean>>;
}

/**
 * What an officer of its issuer could do to a certificate as it stands at a moment, by the moves themselves: of each
 * act an example that would be accepted, and of an appeal and its outcome one for each decision and each appeal.
 */
export function possibleActs(certificate: AeoCertificate, at: Instant): PossibleAct[] {
  return AEO_OFFICER_ACTS.flatMap((type) => {
    const move = AeoDomain.moves.find((one) => one.type === type)!;
    const accepted = examplesOf(type, certificate, at).filter((args) => isAccepted(move, certificate, args, at));
    const isOneOfEach = type === 'aeo.appeal' || type === 'aeo.resolveAppeal';
    return (isOneOfEach ? accepted : accepted.slice(0, 1)).map((args) => ({ type, args }));
  });
}

/** Arguments of which some are accepted, if any are: for now, and for the moments from which something else holds. */
function examplesOf(type: AeoOfficerAct, certificate: AeoCertificate, at: Instant): PossibleAct['args'][] {
  const { status, appeals, terms } = certificate;
  const announced = [...status, ...terms].map(({ from }) => from).filter((from) => from > at);
  const anyTime = (args: PossibleAct['args']) => [args, ...announced.map((from) => ({ ...args, from }))];
  const { type: programme, validFrom } = versionAt(terms, at) ?? terms[0]!;
  const validTo = '9999-12-31';
  const reason = 'conditions-not-met';
  switch (type) {
    case 'aeo.amend':
      return [{ type: programme, validFrom, validTo, reason }];
    case 'aeo.renew':
      return anyTime({ validTo });
    case 'aeo.suspend':
    case 'aeo.revoke':
      return anyTime({ reason });
    case 'aeo.reinstate':
      return anyTime({});
    case 'aeo.annul':
      return [{ reason }];
    case 'aeo.appeal':
      return status.map(({ act }) => ({ reference: '', of: act, suspensive: false }));
    case 'aeo.resolveAppeal':
      return appeals.filter(({ outcome }) => !outcome).map(({ reference }) => ({ reference, outcome: 'upheld' }));
    case 'aeo.document':
      return [{ document: '' }];
  }
}

function isAccepted(
  move: Move<AeoCertificate>,
  certificate: AeoCertificate,
  args: PossibleAct['args'],
  at: Instant,
): boolean {
  try {
    move.apply(certificate, { type: move.type, args } as never, factsFor(certificate, at));
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** What an officer's act would be judged by, with the table of types as the certificate's own terms have it. */
function factsFor({ issuer, number, timeZone, terms }: AeoCertificate, at: Instant): Facts {
  const handle: Handle = `${issuer.toLowerCase()}-`;
  const [effectiveFrom, act] = ['0000-01-01', ''];
  const set = terms.map(({ type, covers, roles }) => ({ code: type, name: type, covers, roles }));
  const table: Table = {
    ...{ schema: 'table/1', member: issuer, name: AEO_TYPES, timeZone },
    publications: [{ effectiveFrom, set, drop: [], from: '', act }],
  };
  return {
    reference: { member: issuer, kind: AeoDomain.kind, id: number, sequence: 2, previous: act },
    time: at,
    id: act,
    principal: handle,
    actor: {
      ...{ handle, timeZone, state: 'active', roles: ['aeo-officer'], today: dateAt(at, timeZone) },
      ...{ together: [], accepts: [], successions: [], succeeds: [] },
    },
    agent: undefined,
    parties: new Map(),
    cited: <T extends object>() => table as unknown as T,
  };
}
