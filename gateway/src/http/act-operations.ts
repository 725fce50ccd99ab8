import {
  MAX_ACT_BYTES,
  Bytes32,
  Instant,
  Refusal,
  canonical,
  demand,
  digestOfJson,
  namespaceOf,
  parseSignedAct,
  type Receipt,
} from '@fairway/model';
import { LedgerError, submit, type Call, type EndorserRotation, type Ledger } from '@fairway/sdk';
import * as z from 'zod';
import { PRIVATE_PARTS, demandAdmitted } from './admission.js';
import { operation, type Operation } from './operation.js';

const ActBody = z.strictObject({
  /** The signed act: the one canonical string that its actor signed (a JWS in general JSON serialisation). */
  act: z.string().min(2).max(MAX_ACT_BYTES).meta({
    description: 'The signed act: canonical JSON (RFC 8785) of a JWS in general JSON serialisation, as a string',
  }),
  private: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'The private part whose digest the act carries; it goes to the owner of the record only' }),
});

const ActAnswer = z.object({
  act: Bytes32,
  recordedAt: Instant,
  transactionId: z.string(),
  blockNumber: z.string(),
  private: z.enum(['none', 'kept', 'not-given']),
});

export interface ActOptions {
  /** A ledger that runs nothing but acts (`forNobody`). */
  ledger: Ledger;
  endorsers: EndorserRotation;
  /** Milliseconds that a write may take. */
  timeout: number;
  /** Told of each act that was put to the ledger, by type and how it ended. */
  onAct?: (type: string, ended: string) => void;
}

/** Acts as their actors signed them, for whoever brings them: the gateway puts them to the ledger, and can change nothing in them. */
export const actOperations = ({ ledger, endorsers, timeout, onAct = () => {} }: ActOptions): Operation[] => [
  operation({
    id: 'submitAct',
    method: 'post',
    path: '/api/acts',
    access: 'anyone',
    counts: 'writes',
    tag: 'acts',
    summary: 'Puts a signed act to the ledger, and its private part',
    description:
      'Answers when the act is in a valid block. The same act sent again is answered with the same receipt; so is one whose private part was not kept, which is then kept.',
    body: ActBody,
    answer: ActAnswer,
    timeout: 2 * timeout + 5_000,
    async handle({ body }) {
      const { act } = parseSignedAct(body.act);
      const { member, kind, id } = act.records[0]!;
      const namespace = namespaceOf(member);
      const call: Call = { namespace, transaction: act.type.replace('.', ':'), args: [body.act] };
      demandAdmitted(call);
      if (body.private !== undefined) demandFits(act.private, kind, body.private);
      const done = await submit(ledger, call, { timeout, endorsers }).catch((error: unknown) => {
        onAct(act.type, error instanceof Refusal || error instanceof LedgerError ? error.code : 'failed');
        throw error;
      });
      onAct(act.type, 'done');
      const receipt = JSON.parse(new TextDecoder().decode(done.result)) as Receipt;
      if (body.private !== undefined) {
        const keeping: Call = {
          namespace,
          transaction: PRIVATE_PARTS[kind]!,
          args: [id],
          transient: { private: new TextEncoder().encode(canonical(body.private)) },
          endorsers: [member],
        };
        await submit(ledger, keeping, { timeout }).catch((error: unknown) => {
          throw notKept(error, receipt.act);
        });
      }
      const kept = body.private !== undefined ? 'kept' : act.private === undefined ? 'none' : 'not-given';
      return { ...receipt, blockNumber: String(done.blockNumber), private: kept };
    },
  }),
];

/** Refuses a private part that is not the one that was signed for, before anything is recorded. */
function demandFits(digest: string | undefined, kind: string, given: object): void {
  demand(
    Object.hasOwn(PRIVATE_PARTS, kind) && digest !== undefined,
    'PRIVATE_PART',
    'this act has no private part',
    '/private',
  );
  demand(
    digestOfJson(given) === digest,
    'DIGEST_DIFFERS',
    "the private part that the act's digest was signed for is accepted",
    '/private',
  );
}

/** The act stands; only its private part is missing, and the same request completes it. */
function notKept(error: unknown, act: string): Error {
  const why = error instanceof Refusal || error instanceof LedgerError ? error.message : 'the gateway failed';
  return new Refusal(
    'PRIVATE_NOT_KEPT',
    `act ${act} is recorded, its private part is not kept (${why}); send the same again`,
    '/private',
  );
}
