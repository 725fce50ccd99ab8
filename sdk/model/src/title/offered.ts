/** What of a title is offered: the document's control, the right to the goods, or both. */
export const OFFERED = ['holdership', 'title', 'both'] as const;
export type Offered = (typeof OFFERED)[number];
