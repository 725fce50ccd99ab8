import * as z from 'zod';
import { Bytes32 } from '../key.js';
import { move } from '../machine.js';
import { demand } from '../refusal.js';
import type { MemberRecord } from './record.js';
import { byOfficer } from './standing.js';

/**
 * The verification page that a member has built and serves from now on, by SHA-256: of `manifest.json`, which holds the
 * digest of every file, and of the program that a page consists of which is saved. The same sources make the same bytes,
 * so members that have built the same version publish the same.
 */
export const PublishPageArgs = z.strictObject({ manifest: Bytes32, program: Bytes32 });
export type PublishPageArgs = z.infer<typeof PublishPageArgs>;

/** A registrar publishes which verification page the member serves, so that anyone can compare what a gateway gives. */
export const publishPage = move(
  'member.publishPage',
  PublishPageArgs,
  (member: MemberRecord | undefined, { args }, facts): MemberRecord => {
    demand(member !== undefined, 'RECORD_UNKNOWN', 'a member is founded before it publishes a page', '/records/0/id');
    byOfficer(facts.actor, member.member, 'registrar');
    return { ...member, pages: [...(member.pages ?? []), { ...args, from: facts.time, act: facts.id }] };
  },
);
