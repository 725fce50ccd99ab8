import type { Agreement } from '../agreement/record.js';
import { grantedBy } from '../agreement/recognition.js';
import { beginning, move, type Domain } from '../machine.js';
import { demand } from '../refusal.js';
import { byOfficer } from '../registry/standing.js';
import { RecordUseArgs, UseId, WithdrawUseArgs, type Use } from './record.js';

/**
 * A partner's officer records that a benefit was given. The terms that the partner itself has accepted must grant it; that
 * everyone else has accepted them, too, is for readers, who see all parties' records.
 */
const record = beginning(
  'use.record',
  RecordUseArgs,
  ({ args, actor, private: detail }, { actor: standing, reference, time, cited }): Use => {
    const partner = reference.member;
    const { today } = byOfficer(standing, partner, 'aeo-officer');
    demand(
      args.month <= today.slice(0, 7),
      'IN_THE_FUTURE',
      `a month up to ${today.slice(0, 7)} is accepted`,
      '/args/month',
    );
    const { accepted } = cited<Agreement>('agreement', args.agreement);
    const isGranted = accepted.some(
      ({ text }) =>
        text.effectiveFrom.slice(0, 7) <= args.month &&
        grantedBy(text.recognitions, { ...args, partner }, `${args.month}-31`).includes(args.benefit),
    );
    demand(
      isGranted,
      'NOT_OWED',
      `a benefit that ${partner} grants to ${args.type} of ${args.issuer} under ${args.agreement} is accepted`,
      '/args/benefit',
    );
    return { schema: 'use/1', partner, officer: actor, ...args, recordedAt: time, private: detail! };
  },
  {
    hasPrivate: () => true,
    cites: ({ args }, { member }) => [{ member, kind: 'agreement', id: args.agreement }],
  },
);

/** What was recorded by mistake no longer counts. */
const withdraw = move(
  'use.withdraw',
  WithdrawUseArgs,
  (use: Use | undefined, { args }, { actor, reference, time, id }) => {
    byOfficer(actor, reference.member, 'aeo-officer');
    demand(use !== undefined, 'RECORD_UNKNOWN', 'no such use is recorded here', '/records/0/id');
    demand(use.withdrawn === undefined, 'RECORD_CLOSED', 'this use was withdrawn already');
    return { ...use, withdrawn: { at: time, reason: args.reason, act: id } };
  },
);

export const UseDomain: Domain<Use> = { kind: 'use', id: UseId, sides: [], moves: [record, withdraw] };
