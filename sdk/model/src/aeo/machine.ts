import type { RecordAddress } from '../act.js';
import { checkAeo } from './check.js';
import { DocumentNumber, sponsorOf } from '../identifiers.js';
import { demandAhead, follow, versionAt } from '../interval.js';
import { beginning, move, type Domain, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { byOfficer, isBusiness, mayDischarge } from '../registry/standing.js';
import { AEO_TYPES, typeAt, type AeoType, type Table } from '../table/record.js';
import { dateAt, startOfDay, type CalendarDate } from '../time.js';
import {
  AmendTermsArgs,
  AnnulArgs,
  AppealArgs,
  BarArgs,
  DocumentArgs,
  GrantArgs,
  ReinstateArgs,
  RenewArgs,
  ResolveAppealArgs,
  WithdrawArgs,
  type AeoCertificate,
  type Appeal,
  type CertificateState,
  type CertificateTerms,
} from './record.js';
import { barsAt, certificateStateAt, hasFallen, isLifted } from './status.js';

type Found = AeoCertificate | undefined;

/** An AEO certificate begins: for an active business of the issuing member, from the day of the decision. */
const grant = beginning(
  'aeo.grant',
  GrantArgs,
  ({ args }, facts): AeoCertificate => {
    const { reference, time, id, parties } = facts;
    const officer = byOfficer(facts.actor, reference.member, 'aeo-officer');
    const { holder, grantedOn, ...terms } = args;
    const standing = parties.get(holder);
    demand(
      standing !== undefined && sponsorOf(holder) === reference.member && isBusiness(standing),
      'HOLDER_UNKNOWN',
      `a business that ${reference.member} sponsors is accepted as holder`,
      '/args/holder',
    );
    demand(
      standing.state === 'active',
      'PARTY_NOT_ACTIVE',
      `the holder is ${standing.state}; an active party is accepted`,
      '/args/holder',
    );
    demand(
      grantedOn <= officer.today,
      'IN_THE_FUTURE',
      `a decision of ${officer.today} or before is accepted`,
      '/args/grantedOn',
    );
    demandAfterGrant(terms, grantedOn);
    const entry = { from: startOfDay(grantedOn, officer.timeZone), recordedAt: time, act: id };
    return {
      schema: 'aeo/1',
      issuer: reference.member,
      number: reference.id,
      holder,
      timeZone: officer.timeZone,
      grantedOn,
      terms: [{ ...terms, ...meaningOf(terms.type, officer.today, facts), ...entry }],
      status: [{ state: 'active', ...entry }],
      appeals: [],
    };
  },
  { needs: ({ args }) => [args.holder], cites: citesTypes },
);

/** The terms change while the certificate stands. */
const amend = move(
  'aeo.amend',
  AmendTermsArgs,
  (certificate: Found, { args }, facts) => {
    const standing = inHand(certificate, facts);
    const { reason: _reason, from = facts.time, ...terms } = args;
    demandAfterGrant(terms, standing.grantedOn);
    const meaning = meaningOf(terms.type, dateAt(from, standing.timeZone), facts);
    return withTerms(standing, { ...terms, ...meaning }, from, facts);
  },
  { cites: citesTypes },
);

/** A later last day, or a later review. */
const renew = move('aeo.renew', RenewArgs, (certificate: Found, { args }, facts) => {
  const standing = inHand(certificate, facts);
  const { note: _note, from = facts.time, ...ends } = args;
  const terms = versionAt(standing.terms, from) ?? standing.terms[0]!;
  const next = standing.terms.find((version) => version.from > from);
  demand(
    next === undefined,
    'TERMS_ANNOUNCED',
    `other terms are announced from ${next?.from} on; a renewal from then on, or later, is accepted`,
    '/args/from',
  );
  for (const end of ['validTo', 'reviewOn'] as const) {
    const [later, last] = [args[end], terms[end] ?? terms.validFrom];
    demand(later === undefined || later > last, 'NOT_LATER', `a date after ${last} is accepted`, `/args/${end}`);
  }
  return withTerms(standing, { ...terms, ...ends }, from, facts);
});

const suspend = move('aeo.suspend', BarArgs, (certificate: Found, { args }, facts) =>
  change(inHand(certificate, facts), ['active'], 'suspended', args, facts),
);

/** Every suspension that is in force then is lifted. */
const reinstate = move('aeo.reinstate', ReinstateArgs, (certificate: Found, { args }, facts) => {
  const standing = inHand(certificate, facts);
  const lifts = barsAt(standing, args.from ?? facts.time).map(({ act }) => act);
  return change(standing, ['suspended'], 'active', { ...args, lifts }, facts);
});

/** From then on there is no authorisation, and no way back but a new certificate, or an appeal. */
const revoke = move('aeo.revoke', BarArgs, (certificate: Found, { args }, facts) =>
  change(inHand(certificate, facts), ['active', 'suspended'], 'revoked', args, facts),
);

/** From then on there is no authorisation, since the holder wants none. */
const withdraw = move(
  'aeo.withdraw',
  WithdrawArgs,
  (certificate: Found, { args }, facts) => {
    const standing = granted(certificate, facts);
    demand(
      facts.principal === standing.holder,
      'NOT_THE_HOLDER',
      'the holder of the certificate, its successor or an agent under a mandate gives it up; an officer revokes it',
      '/actor',
    );
    mayDischarge(facts.actor);
    demandOpen(standing, facts);
    return change(standing, ['active', 'suspended'], 'withdrawn', args, facts);
  },
  { mandatable: true, heritable: true },
);

/** Undoes a certificate from its start, as no revocation can: what rested on it rested on nothing. */
const annul = move('aeo.annul', AnnulArgs, (certificate: Found, { args }, facts) => {
  const standing = byItsOfficer(certificate, facts);
  demand(
    certificateStateAt(standing, facts.time)?.state !== 'annulled',
    'RECORD_CLOSED',
    'this certificate is annulled already',
  );
  const { time, id } = facts;
  const { from } = standing.status[0]!;
  const annulled = { state: 'annulled' as const, from, recordedAt: time, act: id, reason: args.reason };
  return { ...standing, status: [...standing.status, annulled] };
});

/** An appeal against a suspension, revocation or annulment is recorded; suspensive, it stays the decision. */
const appeal = move('aeo.appeal', AppealArgs, (certificate: Found, { args }, facts) => {
  const standing = byItsOfficer(certificate, facts);
  const { reference, of, suspensive, from = facts.time } = args;
  const decision = standing.status.find(({ act }) => act === of);
  demand(
    decision !== undefined && decision.state !== 'active' && decision.state !== 'withdrawn',
    'DECISION_UNKNOWN',
    'the act of a suspension, revocation or annulment of this certificate is accepted',
    '/args/of',
  );
  demand(
    !standing.appeals.some((one) => !one.outcome && (one.of === of || one.reference === reference)),
    'APPEAL_PENDING',
    'this decision, or this reference, is under appeal already; one appeal of each is accepted at a time',
    '/args/of',
  );
  demand(
    decision.recordedAt <= from && from <= facts.time,
    'FROM_OUT_OF_ORDER',
    `an appeal takes effect between the decision (${decision.recordedAt}) and now`,
    '/args/from',
  );
  demand(
    !hasFallen(standing, of) && !(suspensive && isLifted(standing, of, from)),
    'DECISION_OVER',
    'a decision that stands is accepted, and for an appeal that suspends its effect one that still has some',
    '/args/of',
  );
  const pending: Appeal = { reference, of, suspensive, from, recordedAt: facts.time, act: facts.id };
  return { ...standing, appeals: [...standing.appeals, pending] };
});

/** The appeal is decided: the decision falls, or stands. */
const resolveAppeal = move('aeo.resolveAppeal', ResolveAppealArgs, (certificate: Found, { args }, facts) => {
  const standing = byItsOfficer(certificate, facts);
  const pending = standing.appeals.find((one) => one.reference === args.reference && !one.outcome);
  demand(
    pending !== undefined,
    'APPEAL_UNKNOWN',
    'the reference of an appeal that is pending is accepted',
    '/args/reference',
  );
  const { state } = standing.status.find(({ act }) => act === pending.of)!;
  demand(
    args.from === undefined || (args.outcome === 'dismissed' && state !== 'annulled'),
    'FROM_NOT_ACCEPTED',
    'a decision that falls does so from its beginning, and an annulment stands again as a whole: no moment is accepted',
    '/args/from',
  );
  const { time, id } = facts;
  const from = args.from ?? time;
  demandAhead(from, time);
  const outcome = { result: args.outcome, from, recordedAt: time, act: id };
  const appeals = standing.appeals.map((one) => (one === pending ? { ...one, outcome } : one));
  return { ...standing, appeals };
});

/** The issuer records the certificate's document, which supersedes an earlier one; each is recorded once. */
const document = move('aeo.document', DocumentArgs, (certificate: Found, { args }, facts) => {
  const { documents = [], ...standing } = inHand(certificate, facts);
  demand(
    documents.every((one) => one.document !== args.document),
    'DOCUMENT_RECORDED',
    'a document that this certificate does not have yet is accepted; one made anew has a digest of its own, by its salt',
    '/args/document',
  );
  const { time, id } = facts;
  return { ...standing, documents: [...documents, { ...args, from: time, recordedAt: time, act: id }] };
});

export const AeoDomain: Domain<AeoCertificate> = {
  kind: 'aeo',
  id: DocumentNumber,
  sides: [],
  shown: {
    issuer: () => undefined,
    status: (certificate, at, knownAt) => {
      const { valid, status, since, validTo } = checkAeo(certificate, at, knownAt);
      return { inForce: valid, state: status, since, validTo };
    },
    documents: ({ documents = [] }) => documents.map(({ document: digest, from }) => ({ digest, from })),
  },
  moves: [grant, amend, suspend, reinstate, revoke, renew, withdraw, annul, appeal, resolveAppeal, document],
};

/** The issuer's table of types, by which grants and amendments are decided. */
function citesTypes(_act: unknown, { member }: RecordAddress): RecordAddress[] {
  return [{ member, kind: 'table', id: AEO_TYPES }];
}

/** What a type covers and in which roles, as the issuer's table has it on a day. */
function meaningOf(type: string, day: CalendarDate, { cited }: Facts): Pick<AeoType, 'covers' | 'roles'> {
  const { covers, roles } = typeAt(cited<Table>('table', AEO_TYPES), type, day);
  return { covers, roles };
}

function granted(certificate: Found, { reference }: Facts): AeoCertificate {
  demand(
    certificate !== undefined,
    'RECORD_UNKNOWN',
    `${reference.member} has granted no certificate ${reference.id}`,
    '/records/0/id',
  );
  return certificate;
}

function byItsOfficer(certificate: Found, facts: Facts): AeoCertificate {
  byOfficer(facts.actor, facts.reference.member, 'aeo-officer');
  return granted(certificate, facts);
}

const CLOSED: readonly (CertificateState | undefined)[] = ['revoked', 'withdrawn', 'annulled'];

function demandOpen(certificate: AeoCertificate, { time }: Facts): void {
  const state = certificateStateAt(certificate, time)?.state;
  demand(!CLOSED.includes(state), 'RECORD_CLOSED', `this certificate is ${state}; a new one may be granted`);
}

/** The certificate that an officer of its issuer may still change. */
function inHand(certificate: Found, facts: Facts): AeoCertificate {
  const standing = byItsOfficer(certificate, facts);
  demandOpen(standing, facts);
  return standing;
}

function demandAfterGrant({ validFrom }: { validFrom: string }, grantedOn: string): void {
  demand(
    grantedOn <= validFrom,
    'STARTS_BEFORE_GRANT',
    'a certificate is valid from the day of the decision at the earliest',
    '/args/validFrom',
  );
}

function withTerms(
  certificate: AeoCertificate,
  terms: CertificateTerms,
  from: string,
  { time, id }: Facts,
): AeoCertificate {
  demandAhead(from, time);
  return { ...certificate, terms: [...certificate.terms, { ...terms, from, recordedAt: time, act: id }] };
}

function change(
  certificate: AeoCertificate,
  from: readonly CertificateState[],
  to: CertificateState,
  args: { reason?: string | undefined; from?: string | undefined; lifts?: string[] },
  { time, id }: Facts,
): AeoCertificate {
  const { reason, lifts } = args;
  const next = { state: to, from: args.from ?? time, recordedAt: time, act: id, reason, ...(lifts && { lifts }) };
  const status = follow(certificate.status, next);
  const { state } = certificateStateAt(certificate, next.from)!;
  demand(
    from.includes(state),
    'WRONG_STATE',
    `the certificate is ${state} at ${next.from}; ${from.join(' or ')} is accepted`,
  );
  return { ...certificate, status };
}
