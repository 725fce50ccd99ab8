import {
  ATTEST,
  ActMemory,
  NOT_WAITED_FOR,
  Refusal,
  check,
  domainOf,
  isSameBytes,
  namespaceOf,
  placeOf,
  textOf,
  toBase64url,
  webCryptoCheck,
  type AttestedAnswer,
  type Bundle,
  type Digest,
  type Instant,
  type Question,
  type RecordAddress,
  type Statement,
} from '@fairway/model';
import { peer } from '@hyperledger/fabric-protos';
import { LedgerError } from '../ledger.js';
import { namedIn } from '../look.js';
import type { Asked, Attesting, PeerAnswer } from './attesting.js';

export interface CollectOptions {
  ledger: Attesting;
  /** All members of the network. */
  members: readonly string[];
  /** The verifier's own 32 random bytes, base64url. */
  nonce: string;
  /** Milliseconds for each question; default 10 s. */
  timeout?: number;
}

/** Questions in one bundle. */
const MOST_ANSWERS = 32;
/** Records in one question. */
const AT_ONCE = 100;

/**
 * Collects what members sign about a record's status by its number alone, and of a document whether it is the one
 * recorded: the record's owner and a majority in all, or as
 * many as answer. Throws the `Refusal` that the owner answers with, or a `LedgerError` where the owner gives no answer.
 */
export async function collectSummary(
  address: RecordAddress,
  options: CollectOptions & { at?: Instant; knownAt?: Instant; document?: Digest },
): Promise<Bundle> {
  const { member, ...record } = known(address);
  const { at, knownAt, document } = options;
  const summary = {
    ...record,
    ...(at === undefined ? {} : { at }),
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(document === undefined ? {} : { document }),
  };
  const { answer } = await ask(member, { version: 1, nonce: options.nonce, summary }, options);
  return { version: 1, answers: [answer] };
}

/**
 * Collects a record with its chain of acts, and the chains of all on which these rest, whoever keeps them. Throws as
 * `collectSummary` does.
 */
export async function collectRecord(address: RecordAddress, options: CollectOptions): Promise<Bundle> {
  const { member, ...record } = known(address);
  const first = await ask(member, { version: 1, nonce: options.nonce, record }, options);
  const answers = [first.answer];
  const memory = new ActMemory(webCryptoCheck);
  const chains = new Map(Object.entries(first.statement.chains ?? {}));
  const asked = new Set<string>();
  for (;;) {
    const named = [...chains.values()].flat().flatMap((entry) => namedIn(entry, memory));
    const missing = new Map(
      named.map((one) => [placeOf(one), one] as const).filter(([place]) => !chains.has(place) && !asked.has(place)),
    );
    // One namespace at a time: its answer mostly brings what the others would be asked for again.
    const [next] = missing.values();
    if (!next || answers.length === MOST_ANSWERS) return { version: 1, answers };
    const some = [...missing.values()].filter((one) => one.member === next.member).slice(0, AT_ONCE);
    some.forEach((one) => asked.add(placeOf(one)));
    const question: Question = {
      ...{ version: 1, nonce: options.nonce },
      chains: some.map(({ kind, id }) => [kind, id]),
    };
    const { answer, statement } = await ask(next.member, question, options);
    answers.push(answer);
    for (const [place, acts] of Object.entries(statement.chains ?? {})) chains.set(place, acts);
  }
}

function known(address: RecordAddress): RecordAddress {
  check(domainOf(address.kind).id, address.id);
  return address;
}

async function ask(
  owner: string,
  question: Question,
  { ledger, members, timeout = 10_000 }: CollectOptions,
): Promise<{ answer: AttestedAnswer; statement: Statement }> {
  const call = { namespace: namespaceOf(owner), transaction: ATTEST, args: [textOf(question)] };
  const asked = await ledger.attest(call, members, (answers) => isMajority(answers, owner, members), { timeout });
  const own = asked.answers.get(owner) ?? [...asked.answers.values()][0];
  if (!own) throw reasonIn(asked, owner);
  const payload = peer.ChaincodeAction.deserializeBinary(
    peer.ProposalResponsePayload.deserializeBinary(own.payload).getExtension_asU8(),
  )
    .getResponse()!
    .getPayload_asU8();
  const statement = JSON.parse(new TextDecoder().decode(payload)) as Statement;
  return { answer: written(asked, members), statement };
}

/** Whether the owner and a majority in all have signed the very same. */
function isMajority(answers: ReadonlyMap<string, PeerAnswer>, owner: string, members: readonly string[]): boolean {
  const own = answers.get(owner);
  if (!own) return false;
  const alike = [...answers.values()].filter(({ payload }) => isSameBytes(payload, own.payload));
  return alike.length > members.length / 2;
}

/** Why nobody answered: what the owner refused with, before anything else. */
function reasonIn({ failures }: Asked, owner: string): Error {
  const all = [...failures.values()];
  return (
    [failures.get(owner), ...all].find((one) => one instanceof Refusal) ??
    failures.get(owner) ??
    all[0] ??
    new LedgerError('DEADLINE_EXCEEDED', 'no member answered in time')
  );
}

function written({ proposal, answers, failures }: Asked, members: readonly string[]): AttestedAnswer {
  const payloads: string[] = [];
  const endorsements = [...answers.values()].map((answer) => {
    const payload = toBase64url(answer.payload);
    if (!payloads.includes(payload)) payloads.push(payload);
    return {
      payload: payloads.indexOf(payload),
      endorser: toBase64url(answer.endorser),
      signature: toBase64url(answer.signature),
    };
  });
  const silent = Object.fromEntries(
    members.filter((member) => !answers.has(member)).map((member) => [member, reasonFor(failures.get(member))]),
  );
  return { proposal: toBase64url(proposal), payloads, endorsements, silent };
}

/** Why a member is silent, by the code alone: bundles go to anyone, and a ledger's words name hosts and ports. */
const reasonFor = (failure: Error | undefined): string => {
  if (!failure) return NOT_WAITED_FOR;
  return failure instanceof LedgerError || failure instanceof Refusal ? failure.code : 'LEDGER_FAILED';
};
