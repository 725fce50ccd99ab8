import { demand } from '../refusal.js';
import type { DueDiligence, Participant } from './record.js';
import type { Standing } from './standing.js';

/** The participant that may still change; refuses one that is unknown or closed. */
export function open(participant: Participant | undefined): Participant {
  demand(participant !== undefined, 'RECORD_UNKNOWN', 'no such participant is registered here', '/records/0/id');
  demand(
    participant.status.states.at(-1)!.state !== 'closed',
    'RECORD_CLOSED',
    'this participant is closed; register it anew',
  );
  return participant;
}

/** Refuses a check of the party that is yet to be done. */
export function demandChecked({ on }: DueDiligence, { today }: Standing): void {
  demand(on <= today, 'IN_THE_FUTURE', `a check done by ${today} is accepted`, '/args/dueDiligence/on');
}
