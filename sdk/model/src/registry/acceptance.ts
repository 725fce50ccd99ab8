import { move } from '../machine.js';
import { demand } from '../refusal.js';
import { open } from './open.js';
import { SetAcceptanceArgs, type Participant } from './record.js';
import { demandActive } from './standing.js';

/** A party says from whom it accepts which parts of a title ahead, so that these pass to it at once. */
export const setAcceptance = move(
  'participant.setAcceptance',
  SetAcceptanceArgs,
  (participant: Participant | undefined, { args, actor }, facts) => {
    const { status, ...rest } = open(participant);
    demand(actor === rest.handle, 'NOT_ONES_OWN', 'a party says this of itself only', '/actor');
    demandActive(facts.actor);
    const acceptance = [...(status.acceptance ?? []), { ...args, from: facts.time, act: facts.id }];
    return { ...rest, status: { ...status, acceptance } };
  },
);
