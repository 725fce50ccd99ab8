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
  type RecordAddress,
} from '@fairway/model';
import { Session, collectRecord, collectSummary, trustListOf, type Attesting, type Ledger } from '@fairway/sdk';
import * as z from 'zod';
import { operation, type Operation } from '../http/operation.js';

export interface AttestationOptions {
  ledger: Ledger;
  /** The same ledger, where members are asked one by one. */
  attesting: () => Attesting;
  channel: string;
  members: readonly string[];
}

const Question = z.strictObject({
  record: z.strictObject({ member: Member, kind: z.string().max(32), id: z.string().max(64) }),
  nonce: Bytes32,
  at: Instant.optional(),
  knownAt: Instant.optional(),
  document: Bytes32.optional(),
});

/** A trust list changes when a member publishes roots; a verifier that is so far behind is told by the next one. */
const KEPT_FOR = MINUTE;

/**
 * What anyone may ask a gateway, from any page: what members sign about a record. By its number alone that it is genuine,
 * who issued it and how it stands; its acts only to who shows the digest of its document.
 */
export function attestationOperations({ ledger, attesting, channel, members }: AttestationOptions): Operation[] {
  const session = new Session({ ledger, members });
  let kept: { list: Promise<TrustList>; until: number } | undefined;
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
        "The verifier's nonce stands in every answer, and the verifier judges them by itself. With the digest of the record's document the record's acts come, too.",
      body: Question,
      answer: Bundle,
      async handle({ body: { record, nonce, document, at, knownAt } }) {
        demand(members.includes(record.member), 'MEMBER_UNKNOWN', `accepted: ${members.join(', ')}`, '/record/member');
        const how = { ledger: attesting(), members, nonce };
        if (document === undefined)
          return collectSummary(record, {
            ...how,
            ...(at === undefined ? {} : { at }),
            ...(knownAt === undefined ? {} : { knownAt }),
          });
        await demandDocument(session, record, document);
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
      handle() {
        if (!kept || kept.until < Date.now()) {
          const list = trustListOf(session, channel);
          kept = { list, until: Date.now() + KEPT_FOR };
          list.catch(() => (kept = undefined));
        }
        return kept.list;
      },
    }),
  ];
}

/** Refuses who does not have the record's document, in the same words where there is no record. Throws `DOCUMENT_UNKNOWN`. */
async function demandDocument(session: Session, { member, kind, id }: RecordAddress, document: Digest): Promise<void> {
  const documents = domainOf(kind).shown?.documents;
  demand(documents !== undefined, 'NOT_ALLOWED', 'AEO certificates and titles have documents', '/record/kind');
  const kept = (await session.ask(member, 'record:stand', kind, id)) as { record: object } | null;
  demand(
    kept !== null && documents(kept.record).some(({ digest }) => digest === document),
    'DOCUMENT_UNKNOWN',
    'the digest of a document that was recorded under this number is accepted; without one the number alone is answered',
    '/document',
  );
}
