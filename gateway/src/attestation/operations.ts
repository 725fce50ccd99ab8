import {
  Bundle,
  Bytes32,
  Instant,
  MINUTE,
  Member,
  TrustList,
  demand,
  domainOf,
  type Digest,
  type Handle,
  type RecordAddress,
} from '@fairway/model';
import { StatementSigners, documentStanding } from '@fairway/model/document';
import {
  Session,
  collectRecord,
  collectSummary,
  statementSignersOf,
  trustListOf,
  type Attesting,
  type Ledger,
} from '@fairway/sdk';
import * as z from 'zod';
import { operation, type Operation } from '../http/operation.js';
import { remembered } from '../remembered.js';

export interface AttestationOptions {
  ledger: Ledger;
  /** The same ledger, where members are asked one by one. */
  attesting: () => Attesting;
  channel: string;
  members: readonly string[];
  /** The parties whose statements readers without a network are to check, as they are now; default: none. */
  statements?: (() => readonly Handle[]) | undefined;
}

const Question = z.strictObject({
  record: z.strictObject({ member: Member, kind: z.string().max(32), id: z.string().max(64) }),
  nonce: Bytes32,
  at: Instant.optional(),
  knownAt: Instant.optional(),
  document: Bytes32.optional(),
});

/** Milliseconds; a trust list changes when a member publishes roots, and a verifier that is so far behind is told by the next one. */
export const KEPT = MINUTE;

/**
 * What anyone may ask a gateway, from any page: what members sign about a record. By its number alone that it is genuine,
 * who issued it and how it stands; its acts only to who shows the digest of its document.
 */
export function attestationOperations({
  ledger,
  attesting,
  channel,
  members,
  statements = () => [],
}: AttestationOptions): Operation[] {
  const session = new Session({ ledger, members });
  const trustList = remembered(() => trustListOf(session, channel), KEPT);
  const signers = remembered(async () => statementSignersOf(session, statements()), KEPT);
  return [
    operation({
      id: 'attest',
      method: 'post',
      path: '/api/attestations',
      access: 'anyone',
      anyOrigin: true,
      tag: 'verification',
      summary: 'Collects what members sign about a record',
      description:
        "The verifier's nonce stands in every answer, and the verifier judges them by itself. With the digest of a document that the record has the record's acts come, too; of any other document members sign that the record does not have it.",
      body: Question,
      answer: Bundle,
      async handle({ body: { record, nonce, document, at, knownAt } }) {
        demand(members.includes(record.member), 'MEMBER_UNKNOWN', `accepted: ${members.join(', ')}`, '/record/member');
        const how = { ledger: attesting(), members, nonce };
        if (document === undefined || !(await isDocumentOf(session, record, document)))
          return collectSummary(record, {
            ...how,
            ...(at === undefined ? {} : { at }),
            ...(knownAt === undefined ? {} : { knownAt }),
            ...(document === undefined ? {} : { document }),
          });
        return collectRecord(record, how);
      },
    }),
    operation({
      id: 'trustList',
      method: 'get',
      path: '/api/trust-list',
      access: 'anyone',
      anyOrigin: true,
      tag: 'verification',
      summary: "The network's trust list, each member's part signed by itself",
      answer: TrustList,
      handle: trustList,
    }),
    operation({
      id: 'statementSigners',
      method: 'get',
      path: '/api/statement-signers',
      access: 'anyone',
      anyOrigin: true,
      tag: 'verification',
      summary: 'By what the keys are known that sign statements for readers without a network',
      description:
        "The registry records' chains of acts of the parties that this member names. A verifier replays them from the founding acts of its trust list, and keeps the keys until it has no network.",
      answer: StatementSigners,
      handle: signers,
    }),
  ];
}

/** Whether this is the digest of a document that the record has, or has had. */
async function isDocumentOf(session: Session, { member, kind, id }: RecordAddress, document: Digest): Promise<boolean> {
  if (!domainOf(kind).shown) return false;
  const kept = (await session.ask(member, 'record:stand', kind, id)) as { record: object } | null;
  return kept !== null && documentStanding(kind, kept.record, document).standing !== 'unknown';
}
