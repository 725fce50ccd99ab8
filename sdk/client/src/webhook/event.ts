import * as z from 'zod';

/** What a gateway tells a subscriber of one act on one record; unknown fields may come with later versions. */
export const WebhookEvent = z.object({
  version: z.literal(1),
  /** Block, transaction, record and sequence: the same whenever it is told again, and whichever member tells it. */
  id: z.string(),
  /** Its place in the gateway's log: within one subscription it only goes up, but for events that are told anew. */
  position: z.int(),
  record: z.object({ member: z.string(), kind: z.string(), id: z.string() }),
  /** The act's place in the record's chain, from 1. */
  sequence: z.int(),
  /** The act, without its signatures; who needs those reads the record. */
  act: z.looseObject({ type: z.string(), actor: z.string() }),
  /** The act's digest. */
  actId: z.string(),
  recordedAt: z.string(),
  transactionId: z.string(),
});
export type WebhookEvent = z.infer<typeof WebhookEvent>;
