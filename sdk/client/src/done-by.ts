import type { Act, Handle } from '@fairway/model';

/** What was done, by whom, and in what capacity. */
export interface DoneBy {
  type: string;
  by: Handle;
  /** The id of the mandate that it was done under. */
  mandate?: string;
  /** In whose place it was done, by succession. */
  successorTo?: Handle[];
}

/** Who did an act, as its line in a history has it. */
export const doneBy = ({ type, actor, mandate, successorTo }: Act): DoneBy => ({
  type,
  by: actor,
  ...(mandate ? { mandate: mandate.id } : {}),
  ...(successorTo ? { successorTo } : {}),
});
