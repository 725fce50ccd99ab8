import * as z from 'zod';
import { Bytes32 } from '../key.js';
import { move } from '../machine.js';
import { demand } from '../refusal.js';
import { rule } from '../schema.js';
import { Instant } from '../time.js';
import type { MemberRecord } from './record.js';
import { byOfficer } from './standing.js';

/** A certificate in DER as base64, at most 3 kB. */
const Certificate = z
  .string()
  .min(4)
  .max(4096)
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, {
    error: 'an X.509 certificate in DER is accepted, as base64',
  });

/** An authority's certificate, and when peers that it has certified count: from (absent: always before) and to. */
const Root = z
  .strictObject({ certificate: Certificate, from: Instant.optional(), to: Instant.optional() })
  .check(
    rule<{ from?: string | undefined; to?: string | undefined }>(
      ({ from, to }) => from === undefined || to === undefined || from < to,
      'ENDS_BEFORE_START',
      'a root ends after it begins',
      ['to'],
    ),
  );

/** A peer's certificate that no longer counts from a moment on, by the SHA-256 of its DER. */
const Retired = z.strictObject({ certificate: Bytes32, from: Instant });

/** By which certificates a member's peers are known: the whole list as it is from now on. */
export const PublishRootsArgs = z.strictObject({
  roots: z
    .array(Root)
    .min(1)
    .max(4)
    .check(
      rule<{ certificate: string }[]>(
        (all) => new Set(all.map(({ certificate }) => certificate)).size === all.length,
        'NAMED_TWICE',
        'each root is named once',
      ),
    ),
  retired: z.array(Retired).max(64),
});
export type PublishRootsArgs = z.infer<typeof PublishRootsArgs>;

/** A registrar publishes the authorities that certify the member's peers, so that anyone can check what these sign. */
export const publishRoots = move(
  'member.publishRoots',
  PublishRootsArgs,
  (member: MemberRecord | undefined, { args }, facts): MemberRecord => {
    demand(member !== undefined, 'RECORD_UNKNOWN', 'a member is founded before it publishes roots', '/records/0/id');
    byOfficer(facts.actor, member.member, 'registrar');
    return { ...member, roots: [...(member.roots ?? []), { ...args, from: facts.time, act: facts.id }] };
  },
);
