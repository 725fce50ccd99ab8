import { follow, stateAt } from '../interval.js';
import { beginning, move, type Domain, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { byOfficer } from '../registry/standing.js';
import { DAY, later } from '../time.js';
import {
  AcceptArgs,
  AgreementId,
  StanceArgs,
  digestOfTerms,
  type Acceptance,
  type Agreement,
  type AgreementText,
  type Stance,
} from './record.js';

/** A member accepts terms, its own or another's: it is then a party for itself, and for nobody else. */
const accept = beginning('agreement.accept', AcceptArgs, ({ args }, facts): Agreement => {
  const officer = byOfficer(facts.actor, facts.reference.member, 'supervisor');
  return {
    schema: 'agreement/1',
    member: facts.reference.member,
    id: facts.reference.id,
    timeZone: officer.timeZone,
    accepted: [acceptance(args, facts)],
    stance: [{ state: 'accepted', from: facts.time, recordedAt: facts.time, act: facts.id }],
  };
});

/** A party accepts new terms; they hold when all their parties have. */
const revise = move('agreement.revise', AcceptArgs, (agreement: Agreement | undefined, { args }, facts) => {
  const standing = inHand(agreement, facts);
  const last = standing.accepted.at(-1)!.version;
  demand(args.version > last, 'NOT_LATER', `a version after ${last} is accepted`, '/args/version');
  return { ...standing, accepted: [...standing.accepted, acceptance(args, facts)] };
});

const suspend = stanceMove('agreement.suspend', 'accepted', 'suspended');
const resume = stanceMove('agreement.resume', 'suspended', 'accepted');

/** A party leaves, after the notice that the terms ask for; the others stay bound to one another. */
const terminate = move('agreement.terminate', StanceArgs, (agreement: Agreement | undefined, { args }, facts) => {
  const standing = inHand(agreement, facts);
  const { noticeDays } = standing.accepted.at(-1)!.text;
  const earliest = later(facts.time, noticeDays * DAY);
  const from = args.from ?? earliest;
  demand(
    from >= earliest,
    'NOTICE_TOO_SHORT',
    `the terms ask for ${noticeDays} days' notice; ${earliest} or later is accepted`,
    '/args/from',
  );
  return changed(standing, 'ended', { ...args, from }, facts);
});

export const AgreementDomain: Domain<Agreement> = {
  kind: 'agreement',
  id: AgreementId,
  sides: [],
  moves: [accept, revise, suspend, resume, terminate],
};

function acceptance(args: { version: number; text: AgreementText }, { reference, time, id }: Facts): Acceptance {
  demand(
    args.text.parties.includes(reference.member),
    'NOT_A_PARTY',
    `terms to which ${reference.member} is a party are accepted here`,
    '/args/text/parties',
  );
  return { ...args, digest: digestOfTerms(args), from: time, act: id };
}

function stanceMove(type: string, from: Stance, to: Stance) {
  return move(type, StanceArgs, (agreement: Agreement | undefined, { args }, facts) => {
    const standing = inHand(agreement, facts);
    const { state } = stateAt(standing.stance, args.from ?? facts.time)!;
    demand(state === from, 'WRONG_STATE', `the agreement is ${state} here; ${from} is accepted`);
    return changed(standing, to, args, facts);
  });
}

function changed(
  agreement: Agreement,
  state: Stance,
  { reason, from }: { reason: string; from?: string | undefined },
  { time, id }: Facts,
): Agreement {
  const next = { state, from: from ?? time, recordedAt: time, act: id, reason };
  return { ...agreement, stance: follow(agreement.stance, next) };
}

/** The agreement to which the member is still a party, in the hand of its officer. */
function inHand(agreement: Agreement | undefined, { reference, actor }: Facts): Agreement {
  byOfficer(actor, reference.member, 'supervisor');
  demand(
    agreement !== undefined,
    'RECORD_UNKNOWN',
    `${reference.member} has accepted no agreement ${reference.id}`,
    '/records/0/id',
  );
  demand(
    !agreement.stance.some(({ state }) => state === 'ended'),
    'RECORD_CLOSED',
    `${reference.member} has ended this agreement; a new one may be accepted`,
  );
  return agreement;
}
