import type { DoneBy } from '@fairway/sdk';

/** Who did something, and in what capacity, for a history's table. */
export const doneByText = ({ by, mandate, successorTo }: DoneBy): string =>
  `${by}${mandate ? ` under mandate ${mandate}` : ''}${successorTo ? ` as successor to ${successorTo.at(-1)}` : ''}`;
