import { DocumentNumber, sponsorOf } from '../identifiers.js';
import { follow } from '../interval.js';
import { beginning, move, type Domain, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { byOfficer, isBusiness } from '../registry/standing.js';
import {
  AmendTermsArgs,
  BarArgs,
  GrantArgs,
  ReinstateArgs,
  RenewArgs,
  certificateStateAt,
  type AeoCertificate,
  type CertificateState,
} from './record.js';

/** An AEO certificate begins: for an active business of the issuing member. */
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
    return {
      schema: 'aeo/1',
      issuer: reference.member,
      number: reference.id,
      holder,
      timeZone: officer.timeZone,
      grantedOn,
      terms: [{ ...terms, from: time, act: id }],
      status: [{ state: 'active', from: time, recordedAt: time, act: id }],
    };
  },
  { needs: ({ args }) => [args.holder] },
);

/** The terms change while the certificate stands. */
const amend = move('aeo.amend', AmendTermsArgs, (certificate: AeoCertificate | undefined, { args }, facts) => {
  const standing = inHand(certificate, facts);
  const { reason: _reason, ...terms } = args;
  demandAfterGrant(terms, standing.grantedOn);
  return { ...standing, terms: [...standing.terms, { ...terms, from: facts.time, act: facts.id }] };
});

/** A later last day, or a later review. */
const renew = move('aeo.renew', RenewArgs, (certificate: AeoCertificate | undefined, { args }, facts) => {
  const standing = inHand(certificate, facts);
  const terms = standing.terms.at(-1)!;
  const { note: _note, ...ends } = args;
  for (const end of ['validTo', 'reviewOn'] as const) {
    const [next, last] = [args[end], terms[end] ?? terms.validFrom];
    demand(next === undefined || next > last, 'NOT_LATER', `a date after ${last} is accepted`, `/args/${end}`);
  }
  return { ...standing, terms: [...standing.terms, { ...terms, ...ends, from: facts.time, act: facts.id }] };
});

const suspend = move('aeo.suspend', BarArgs, (certificate: AeoCertificate | undefined, { args }, facts) =>
  change(inHand(certificate, facts), ['active'], 'suspended', args, facts),
);

const reinstate = move('aeo.reinstate', ReinstateArgs, (certificate: AeoCertificate | undefined, { args }, facts) =>
  change(inHand(certificate, facts), ['suspended'], 'active', args, facts),
);

/** From then on there is no authorisation, and no way back but a new certificate. */
const revoke = move('aeo.revoke', BarArgs, (certificate: AeoCertificate | undefined, { args }, facts) =>
  change(inHand(certificate, facts), ['active', 'suspended'], 'revoked', args, facts),
);

export const AeoDomain: Domain<AeoCertificate> = {
  kind: 'aeo',
  id: DocumentNumber,
  sides: [],
  moves: [grant, amend, suspend, reinstate, revoke, renew],
};

/** The certificate that an officer of its issuer may still change. */
function inHand(certificate: AeoCertificate | undefined, { reference, actor, time }: Facts): AeoCertificate {
  byOfficer(actor, reference.member, 'aeo-officer');
  demand(
    certificate !== undefined,
    'RECORD_UNKNOWN',
    `${reference.member} has granted no certificate ${reference.id}`,
    '/records/0/id',
  );
  demand(
    certificateStateAt(certificate, time)?.state !== 'revoked',
    'RECORD_CLOSED',
    'this certificate is revoked; a new one may be granted',
  );
  return certificate;
}

function demandAfterGrant({ validFrom }: { validFrom: string }, grantedOn: string): void {
  demand(
    grantedOn <= validFrom,
    'STARTS_BEFORE_GRANT',
    'a certificate is valid from the day of the decision at the earliest',
    '/args/validFrom',
  );
}

function change(
  certificate: AeoCertificate,
  from: readonly CertificateState[],
  to: CertificateState,
  args: { reason?: string | undefined; from?: string | undefined },
  { time, id }: Facts,
): AeoCertificate {
  const next = { state: to, from: args.from ?? time, recordedAt: time, act: id, reason: args.reason };
  const status = follow(certificate.status, next);
  const { state } = certificateStateAt(certificate, next.from)!;
  demand(
    from.includes(state),
    'WRONG_STATE',
    `the certificate is ${state} at ${next.from}; ${from.join(' or ')} is accepted`,
  );
  return { ...certificate, status };
}
