import type { Agreement } from '../agreement/record.js';
import { calendarOf, deadline } from '../calendar/deadline.js';
import { sponsorOf } from '../identifiers.js';
import { beginning, move, type Domain } from '../machine.js';
import { demand } from '../refusal.js';
import { byOfficer, isBusiness, mayDischarge } from '../registry/standing.js';
import { AnswerArgs, ClaimId, LodgeArgs, OUTCOMES, WithdrawClaimArgs, type Answer, type Claim } from './record.js';

/** An operator, or its agent, claims that a benefit was owed; a suspension since then does not bar it. */
const lodge = beginning(
  'claim.lodge',
  LodgeArgs,
  ({ args, actor, private: detail }, { actor: claimant, agent, principal, reference, time, id, cited }): Claim => {
    demand(
      claimant !== undefined && sponsorOf(principal) === reference.member && isBusiness(claimant),
      'ROLE_REQUIRED',
      `a business that ${reference.member} sponsors lodges claims here`,
      '/actor',
    );
    mayDischarge(claimant);
    const { accepted } = cited<Agreement>('agreement', args.agreement);
    const terms = accepted.findLast(({ text }) =>
      text.recognitions.some(
        ({ of, by, benefits }) => of === reference.member && by === args.against && benefits.includes(args.benefit),
      ),
    );
    demand(
      terms !== undefined,
      'NOT_OWED',
      `a benefit that ${args.against} grants to operators of ${reference.member} under ${args.agreement} is accepted`,
      '/args/benefit',
    );
    return {
      schema: 'claim/1',
      id: reference.id,
      claimant: principal,
      ...(agent && { agent: actor }),
      ...args,
      lodgedAt: time,
      answerBy: deadline(claimant.today, terms.text.answerWithin, calendarOf(args.against, claimant.today)),
      act: id,
      private: detail!,
    };
  },
  {
    hasPrivate: () => true,
    cites: ({ args }, { member }) => [{ member, kind: 'agreement', id: args.agreement }],
    mandatable: true,
  },
);

const withdraw = move(
  'claim.withdraw',
  WithdrawClaimArgs,
  (claim: Claim | undefined, { args }, { actor, principal, time }) => {
    demand(claim !== undefined, 'RECORD_UNKNOWN', 'no such claim was lodged here', '/records/0/id');
    demand(principal === claim.claimant, 'NOT_THE_CLAIMANT', 'who lodged a claim withdraws it', '/actor');
    mayDischarge(actor);
    demand(claim.withdrawn === undefined, 'RECORD_CLOSED', 'this claim was withdrawn already');
    return { ...claim, withdrawn: { at: time, reason: args.reason } };
  },
  { mandatable: true, heritable: true },
);

/** The partner answers, once, for itself; late answers count as late. */
const give = beginning('answer.give', AnswerArgs, ({ args, actor }, { actor: officer, reference }): Answer => {
  const { today } = byOfficer(officer, reference.member, 'aeo-officer');
  const isGiven = args.outcome === OUTCOMES[0] || args.outcome === OUTCOMES[1];
  demand(
    isGiven === (args.use !== undefined),
    'USE_DOES_NOT_FIT',
    'an answer names the use where the benefit was given, and only there',
    '/args/use',
  );
  return { schema: 'answer/1', partner: reference.member, officer: actor, ...args, answeredOn: today };
});

export const ClaimDomain: Domain<Claim> = { kind: 'claim', id: ClaimId, sides: [], moves: [lodge, withdraw] };
export const AnswerDomain: Domain<Answer> = { kind: 'answer', id: ClaimId, sides: [], moves: [give] };
