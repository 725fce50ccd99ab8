import * as z from 'zod';
import { ActType, placeOf, type Act, type RecordAddress } from '../act.js';
import type { Digest } from '../digest.js';
import { Handle, Member } from '../identifiers.js';
import { demand } from '../refusal.js';
import { BUSINESS_ROLES } from '../registry/roles.js';
import type { Standing } from '../registry/standing.js';
import { rule } from '../schema.js';
import { text } from '../text.js';
import { Instant } from '../time.js';

/** What a principal lets an agent do for it: which acts, on which records (absent: any), in which time. */
export const GiveMandateArgs = z
  .strictObject({
    agent: Handle,
    /** As what the principal is acted for: "as agent for the carrier Y". */
    capacity: z.enum(BUSINESS_ROLES),
    acts: z.array(ActType).min(1).max(32),
    records: z
      .array(z.strictObject({ member: Member, kind: z.string().min(1).max(32), id: z.string().min(1).max(64) }))
      .min(1)
      .max(64)
      .optional(),
    from: Instant.optional(),
    /** The first moment at which it is over. */
    to: Instant,
    /** The power of attorney's reference, where there is one on paper. */
    reference: text(64).optional(),
  })
  .check(
    rule<{ acts: string[] }>(
      ({ acts }) => new Set(acts).size === acts.length,
      'NAMED_TWICE',
      'each type of act is named once',
      ['acts'],
    ),
  );
export type GiveMandateArgs = z.infer<typeof GiveMandateArgs>;

export const EndMandateArgs = z.strictObject({ reason: text(250) });

/** A power to act for somebody else, in the namespace of the principal's sponsor. */
export interface Mandate extends Omit<GiveMandateArgs, 'from'> {
  schema: 'mandate/1';
  principal: Handle;
  from: Instant;
  /** When and by whom it was ended before its time: revoked by the principal, given up by the agent, or by the sponsor. */
  ended?: { at: Instant; by: Handle; reason: string; act: Digest } | undefined;
}

/** Refuses an act that this mandate does not allow this agent at that moment. */
export function demandMandated(mandate: Mandate, act: Act, agent: Standing | undefined, at: Instant): void {
  const path = '/mandate';
  demand(
    mandate.agent === act.actor,
    'MANDATE_OF_ANOTHER',
    `this mandate is given to ${mandate.agent}; a mandate of the actor's own is accepted`,
    path,
  );
  demand(
    agent?.state === 'active',
    'PARTY_NOT_ACTIVE',
    `the agent is ${agent?.state ?? 'not registered'}; an active agent is accepted`,
    '/actor',
  );
  demand(
    mandate.ended === undefined && mandate.from <= at && at < mandate.to,
    'MANDATE_NOT_IN_FORCE',
    mandate.ended
      ? `this mandate was ended at ${mandate.ended.at}`
      : `this mandate holds from ${mandate.from} until ${mandate.to}`,
    path,
  );
  demand(
    mandate.acts.includes(act.type),
    'MANDATE_DOES_NOT_COVER',
    `this mandate covers ${mandate.acts.join(', ')}`,
    path,
  );
  const covers = (record: RecordAddress): boolean =>
    mandate.records?.some((one) => placeOf(one) === placeOf(record)) ?? true;
  demand(
    act.records.every(covers),
    'MANDATE_DOES_NOT_COVER',
    'this mandate is limited to certain records, and this is none of them',
    path,
  );
}
