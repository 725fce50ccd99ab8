import * as z from 'zod';
import type { Digest } from './digest.js';
import { Handle, Member, sponsorOf } from './identifiers.js';
import { Bytes32 } from './key.js';
import { rule } from './schema.js';
import { pattern } from './text.js';
import { Instant } from './time.js';

/** A record's address: whose namespace, which kind, which one. */
export interface RecordAddress {
  member: string;
  kind: string;
  id: string;
}

/** Where a party's registry record is: with its sponsor. */
export const addressOfParty = (handle: Handle): RecordAddress => ({
  member: sponsorOf(handle),
  kind: 'participant',
  id: handle,
});

/** A record's address in one string. */
export const placeOf = ({ member, kind, id }: RecordAddress): string => `${member}/${kind}/${id}`;

const Kind = pattern(/^[a-z][a-z-]{0,31}$/, 'a kind of record is accepted, like aeo or participant');
const Sequence = z.int().min(1).max(99_999_999);

/** A record an act acts on: its address, the place the act takes in its chain, and the digest of the act before. */
export const RecordReference = z
  .strictObject({
    member: Member,
    kind: Kind,
    id: z.string().min(1).max(64),
    sequence: Sequence,
    previous: Bytes32.optional(),
  })
  .check(
    rule<{ sequence: number; previous?: string | undefined }>(
      ({ sequence, previous }) => (sequence === 1) === (previous === undefined),
      'ACT_CHAIN_BROKEN',
      'the first act on a record has no previous act, and every later one names its digest',
      ['previous'],
    ),
  );
export type RecordReference = z.infer<typeof RecordReference>;

/** Where a record stood that an act relies on: its address, the last act done on it, and that act's place. */
export const Citation = z.strictObject({
  member: Member,
  kind: Kind,
  id: z.string().min(1).max(64),
  sequence: Sequence,
  act: Bytes32,
});
export type Citation = z.infer<typeof Citation>;

/** A type of act: the kind of record, and what is done to it. */
export const ActType = pattern(/^[a-z][a-z-]{0,31}\.[a-z][a-zA-Z]{0,31}$/, 'a type of act is accepted, like aeo.grant');

/** What every act says; `args` differ by type. */
export const Act = z.strictObject({
  version: z.literal(1),
  type: ActType,
  actor: Handle,
  mandate: Citation.optional(),
  successorTo: z.array(Handle).min(1).max(8).optional(),
  records: z.array(RecordReference).min(1).max(16),
  cites: z.array(Citation).min(1).max(8).optional(),
  args: z.unknown(),
  private: Bytes32.optional(),
  notAfter: Instant,
});

/**
 * What someone does to a record.
 *
 * @typeParam A the public arguments of its type. `private` is the digest of the private ones, which carry a salt.
 */
export interface Act<A = unknown> {
  version: 1;
  type: string;
  actor: Handle;
  /** The mandate under which the actor acts for its principal; it stands in the namespace of the principal's sponsor. */
  mandate?: Citation | undefined;
  /** In whose place it is done: from the party that the principal has succeeded to the one on the record. */
  successorTo?: Handle[] | undefined;
  records: RecordReference[];
  /** Other records of the namespace by which it is decided whether the act is done, as its type says. */
  cites?: Citation[] | undefined;
  args: A;
  private?: Digest | undefined;
  notAfter: Instant;
}

/** An act as the ledger keeps it, under its record and sequence. */
export const ActEntry = z.strictObject({
  signed: z.string(),
  recordedAt: Instant,
  transactionId: z.string(),
  /** How often the status of each party had changed by which the contract decided (`changesIn`). */
  stood: z.record(Handle, z.int().min(1).max(99_999_999)).optional(),
});
export type ActEntry = z.infer<typeof ActEntry>;

/** Where a record's chain of acts stands. */
export const Head = z.strictObject({ sequence: Sequence, act: Bytes32, recordedAt: Instant });
export type Head = z.infer<typeof Head>;

/** What an act that was done is answered with, the first time and whenever it is sent again. */
export interface Receipt {
  act: Digest;
  recordedAt: Instant;
  transactionId: string;
}

/** Of which records, by `placeOf`, a reader has how many acts. */
export const KnownActs = z.record(z.string().max(160), z.int().min(0).max(99_999_999));
export type KnownActs = z.infer<typeof KnownActs>;

/** Records of one member by kind and id. */
export const RecordsNamed = z.array(z.tuple([z.string(), z.string()])).max(500);
