import { once } from 'node:events';
import { Refusal, demand, fromBase64url, toBase64url } from '@fairway/model';
import { LedgerError, type Call, type Ledger } from '@fairway/sdk';
import * as z from 'zod';
import { demandAdmitted, demandReadable } from './admission.js';
import { operation, type Operation } from './operation.js';
import { demandParty } from './party.js';
import { GatewayProblem } from './problem.js';
import { isAtLeast } from './role.js';
import { TransactionId } from './transaction-id.js';

/** A private part, as bytes; how long an act may be, the model says. */
const PRIVATE_PART = 64 * 1024;

const Timeout = z.int().min(0).max(120_000).optional();

const Base64url = (bytes: number) =>
  z
    .string()
    .max(Math.ceil((bytes * 4) / 3))
    .regex(/^[A-Za-z0-9_-]*$/);

const CallBody = z.strictObject({
  namespace: z.string().regex(/^fairway-[a-z]{2}$/),
  transaction: z.string().regex(/^[a-z][a-z-]{0,31}:[a-z][a-zA-Z]{0,31}$/),
  args: z.array(z.string()).max(4),
  transient: z.record(z.string().regex(/^[a-z]{1,32}$/), Base64url(PRIVATE_PART)).optional(),
  endorsers: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .min(1)
    .max(8)
    .optional(),
  timeout: Timeout,
});

const BlockNumber = z.string().regex(/^(0|[1-9][0-9]{0,18})$/);

/** A line that says that the stream is alive. */
const ALIVE = 15_000;

/** The `Ledger` port over HTTP, for the SDK (`@fairway/sdk/rest`). */
export const ledgerOperations = (ledger: Ledger): Operation[] => [
  operation({
    id: 'endorse',
    method: 'post',
    path: '/api/ledger/endorse',
    access: 'anyone',
    counts: 'writes',
    tag: 'ledger',
    summary: 'Has a signed act, or its private part, endorsed',
    description: 'Nothing is written until it is sent. What carries no act that its actor signed is refused.',
    body: CallBody,
    answer: z.object({ transactionId: TransactionId, result: z.string(), envelope: z.string() }),
    timeout: 130_000,
    async handle({ body }) {
      const call = callOf(body);
      demandAdmitted(call);
      const { transactionId, result, envelope } = await ledger.endorse(call, deadlineOf(body.timeout));
      return { transactionId, result: toBase64url(result), envelope: toBase64url(envelope) };
    },
  }),
  operation({
    id: 'send',
    method: 'post',
    path: '/api/ledger/send',
    access: 'anyone',
    counts: 'writes',
    tag: 'ledger',
    summary: 'Hands what this gateway had endorsed to the orderers; may be repeated',
    body: z.strictObject({ transactionId: TransactionId, envelope: Base64url(512 * 1024), timeout: Timeout }),
    answer: z.object({}),
    timeout: 130_000,
    async handle({ body: { transactionId, envelope, timeout } }) {
      const bytes = bytesOf(envelope, '/envelope');
      await ledger.send({ transactionId, envelope: bytes, result: new Uint8Array() }, deadlineOf(timeout));
      return {};
    },
  }),
  operation({
    id: 'outcome',
    method: 'get',
    path: '/api/ledger/transactions/{transactionId}',
    access: 'anyone',
    tag: 'ledger',
    summary: 'Waits until a transaction is in a block, valid or not',
    params: z.strictObject({ transactionId: TransactionId }),
    query: z.strictObject({ timeout: z.coerce.number().int().min(0).max(60_000).optional() }),
    answer: z.object({ transactionId: TransactionId, code: z.int(), blockNumber: BlockNumber }),
    timeout: 70_000,
    async handle({ path: { transactionId }, query: { timeout = 10_000 } }) {
      const { code, blockNumber } = await ledger.outcome(transactionId, { timeout }).catch((error: unknown) => {
        if (!(error instanceof LedgerError && error.code === 'DEADLINE_EXCEEDED')) throw error;
        const cause = new Refusal('TRANSACTION_UNKNOWN', 'a transaction that is in a block is answered');
        throw new LedgerError('DEADLINE_EXCEEDED', `not in a block within ${timeout} ms`, { cause });
      });
      return { transactionId, code, blockNumber: String(blockNumber) };
    },
  }),
  operation({
    id: 'evaluate',
    method: 'post',
    path: '/api/ledger/evaluate',
    access: 'party',
    tag: 'ledger',
    summary: "Runs a read of the list on the member's peer",
    body: CallBody,
    answer: z.object({ result: z.string() }),
    timeout: 130_000,
    async handle({ body, caller }) {
      const call = callOf(body);
      const least = demandReadable(call);
      if (!isAtLeast(caller!.role, least))
        throw new GatewayProblem('ROLE_MISSING', `${call.transaction} takes the role ${least}`);
      await demandParty(ledger, caller!, call);
      return { result: toBase64url(await ledger.evaluate(call, deadlineOf(body.timeout))) };
    },
  }),
  operation({
    id: 'height',
    method: 'get',
    path: '/api/ledger/height',
    access: 'party',
    tag: 'ledger',
    summary: "How many blocks the member's peer has",
    answer: z.object({ height: BlockNumber }),
    handle: async () => ({ height: String(await ledger.height()) }),
  }),
  operation({
    id: 'blocks',
    method: 'get',
    path: '/api/ledger/blocks',
    access: 'officer',
    tag: 'ledger',
    summary: "The blocks of the member's peer from a number on, and those to come",
    description:
      'A line a block, base64url of common.Block; with `private=true`, for services, of peer.BlockAndPrivateData. An empty line says that the stream is alive.',
    query: z.strictObject({ from: BlockNumber, private: z.enum(['true', 'false']).optional() }),
    answer: { mediaType: 'application/x-ndjson', description: 'Blocks, a line each' },
    timeout: 'none',
    async handle({ query, caller, signal }, response) {
      const withPrivateData = query.private === 'true';
      if (withPrivateData && caller!.role !== 'service')
        throw new GatewayProblem('ROLE_MISSING', 'blocks with private data take the role service');
      const from = BigInt(query.from);
      const blocks = withPrivateData ? ledger.blocksWithPrivateData(from, signal) : ledger.blocks(from, signal);
      response.status(200).type('application/x-ndjson');
      response.flushHeaders();
      const alive = setInterval(() => response.write('\n'), ALIVE);
      try {
        for await (const block of blocks) {
          // A reader that is slow is waited for, so that blocks do not pile up here.
          if (!response.write(`${toBase64url(block.serializeBinary())}\n`)) await once(response, 'drain', { signal });
          if (signal.aborted) break;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        clearInterval(alive);
      }
      response.end();
    },
  }),
];

function callOf({ namespace, transaction, args, transient, endorsers }: z.infer<typeof CallBody>): Call {
  return {
    namespace,
    transaction,
    args,
    ...(transient && {
      transient: Object.fromEntries(
        Object.entries(transient).map(([name, text]) => [name, bytesOf(text, `/transient/${name}`)]),
      ),
    }),
    ...(endorsers && { endorsers }),
  };
}

const deadlineOf = (timeout: number | undefined) => (timeout === undefined ? {} : { timeout });

function bytesOf(text: string, path: string): Uint8Array {
  const bytes = fromBase64url(text);
  demand(bytes !== undefined, 'NOT_ALLOWED', 'base64url without padding is accepted', path);
  return bytes;
}
