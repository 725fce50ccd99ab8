import * as z from 'zod';
import { Handle } from '../identifiers.js';
import { Bytes32, EncryptionJwk, thumbprintOf } from '../key.js';
import { pattern } from '../text.js';
import { Instant } from '../time.js';
import type { Participant } from '../registry/record.js';
import type { Role } from '../registry/roles.js';
import { standingAt } from '../registry/standing.js';

/** A key by which a party states how its records stand, as readers without a network keep it. */
export const StatementKey = z.strictObject({
  handle: Handle,
  thumbprint: Bytes32,
  jwk: EncryptionJwk,
  from: Instant,
  to: Instant.optional(),
  /** Of which records: a kind, and how their names begin. */
  states: z
    .array(
      z.strictObject({
        kind: pattern(/^[a-z][a-z-]{0,31}$/, 'a kind of record is accepted'),
        under: z.string().max(64),
      }),
    )
    .min(1)
    .max(16),
});
export type StatementKey = z.infer<typeof StatementKey>;

/**
 * The keys by which a party states how its records stand, as its own registry record has them at a moment: an AEO
 * officer's for its member's certificates, a carrier's and a forwarder's for the bills under their codes. None of a party
 * that is not active; none that is limited to some acts, or is not on P-256.
 */
export function statementKeysOf(participant: Participant, at: Instant): StatementKey[] {
  const standing = standingAt(participant.status, at);
  if (standing?.state !== 'active') return [];
  const states = statesOf(participant, standing.roles);
  if (states.length === 0) return [];
  return Object.values(participant.keys).flatMap(({ jwk, from, to, acts }) => {
    if (jwk.kty !== 'EC' || acts !== undefined) return [];
    const key = { handle: participant.handle, thumbprint: thumbprintOf(jwk), jwk, from, states };
    return [to === undefined ? key : { ...key, to }];
  });
}

/** Who may have keys of this kind: parties with one of these roles. */
export const STATING_ROLES = ['aeo-officer', 'carrier', 'forwarder'] as const satisfies readonly Role[];

function statesOf({ handle, public: identity }: Participant, roles: readonly string[]): StatementKey['states'] {
  const codes = (identity?.identifiers ?? []).filter(({ scheme }) => scheme === 'SCAC' || scheme === 'SMDG');
  return [
    ...(roles.includes('aeo-officer') ? [{ kind: 'aeo', under: '' }] : []),
    ...(roles.includes('carrier')
      ? codes.map(({ scheme, value }) => ({ kind: 'title', under: `${scheme}:${value}/` }))
      : []),
    ...(roles.includes('forwarder') ? [{ kind: 'title', under: `EFBL:${handle.slice(3)}/` }] : []),
  ];
}
