import {
  Refusal,
  canonical,
  demand,
  namespaceOf,
  toBase64url,
  type AttestedAnswer,
  type Statement,
} from '@fairway/model';
import { bytesIn, checkEndorsement, type Flaw } from './endorsement.js';
import { Malformed } from './malformed.js';
import { Message, utf8 } from './protobuf.js';
import { proposedIn, type Proposed } from './question.js';
import type { Trust } from './trust.js';

/** What is wrong with an endorsement, in its answer: a flaw of its own, or one of what it is over. */
export type Finding =
  | Flaw
  /** It was given to something else than what was asked. */
  | 'OTHER_PROPOSAL'
  /** It is no yes of the contract that was asked. */
  | 'OTHER_ANSWER'
  /** The member has endorsed already. */
  | 'COUNTED_TWICE'
  /** It is of an older state than another member has signed. */
  | 'OLDER'
  /** Of the same state, the member says something else. */
  | 'DIFFERENT';

/** How the members' answers to one question are to be taken. */
export interface Judged {
  proposed: Proposed;
  /** What the record's owner and a majority in all have signed alike, and none newer; undefined where they have not. */
  statement?: Statement;
  /** Members whose signatures count for it, or would if they were enough. */
  signers: string[];
  /** Signatures that do not count, and why; by member where it is known. */
  findings: { member?: string; finding: Finding }[];
  /** Members of whom there is no signature. */
  silent: string[];
}

interface Said {
  member: string;
  /** The answer, byte for byte. */
  text: string;
  /** The newest block and transaction that the answer rests on. */
  version: readonly [bigint, bigint];
}

/**
 * Judges the answers to one question. Throws `Malformed` or a `Refusal` where the question itself is not one of this
 * network: `OTHER_CHANNEL`, `MEMBER_UNKNOWN`.
 */
export async function judge(answer: AttestedAnswer, trust: Trust): Promise<Judged> {
  const proposed = proposedIn(bytesIn(answer.proposal));
  demand(
    proposed.channel === trust.channel,
    'OTHER_CHANNEL',
    `the answer is of channel ${proposed.channel}; one of ${trust.channel} is accepted`,
  );
  demand(trust.members.has(proposed.member), 'MEMBER_UNKNOWN', `${proposed.member} is no member of ${trust.network}`);
  const findings: Judged['findings'] = [];
  const said: Said[] = [];
  const payloads = answer.payloads.map(bytesIn);
  const checked = await Promise.all(
    answer.endorsements.map((one) =>
      checkEndorsement(payloads[one.payload] ?? new Uint8Array(), one, trust, proposed.at),
    ),
  );
  checked.forEach(({ member, flaw }, index) => {
    const found = flaw ?? (said.some((one) => one.member === member) ? 'COUNTED_TWICE' : undefined);
    if (found !== undefined) return void findings.push({ ...(member === undefined ? {} : { member }), finding: found });
    const what = saidIn(payloads[answer.endorsements[index]!.payload]!, proposed);
    if (typeof what === 'string') findings.push({ member: member!, finding: what });
    else said.push({ member: member!, ...what });
  });
  const latest = said.filter((one) => !said.some((other) => isNewer(other, one)));
  // Of one state the owner's word is what others agree with or not, in whatever order a gateway lists them.
  const newest = latest.find(({ member }) => member === proposed.member) ?? latest[0];
  const alike = said.filter(({ text }) => text === newest?.text);
  for (const one of said)
    if (!alike.includes(one))
      findings.push({ member: one.member, finding: isNewer(newest!, one) ? 'OLDER' : 'DIFFERENT' });
  const signers = alike.map(({ member }) => member);
  const isEnough = signers.includes(proposed.member) && signers.length > trust.members.size / 2;
  const named = new Set([...signers, ...findings.map(({ member }) => member)]);
  return {
    ...{ proposed, signers, findings },
    silent: [...trust.members.keys()].filter((member) => !named.has(member)),
    ...(isEnough ? { statement: JSON.parse(newest!.text) as Statement } : {}),
  };
}

const isNewer = ({ version: [block, place] }: Said, { version }: Said): boolean =>
  block > version[0] || (block === version[0] && place > version[1]);

/** What a signed payload says, or why it says nothing here. */
function saidIn(payload: Uint8Array, proposed: Proposed): Omit<Said, 'member'> | Finding {
  try {
    const response = new Message(payload);
    if (toBase64url(response.bytesOf(1)) !== proposed.hash) return 'OTHER_PROPOSAL';
    const action = response.messageOf(2);
    const [result, namespace] = [action.messageOf(3), namespaceOf(proposed.member)];
    const text = utf8(result.bytesOf(3));
    const statement = JSON.parse(text) as Statement;
    const isAnswer =
      action.messageOf(4).textOf(2) === namespace &&
      result.numberOf(1) === 200n &&
      statement.member === proposed.member &&
      canonical(statement.question) === canonical(proposed.question);
    return isAnswer ? { text, version: newestRead(action.messageOf(1)) } : 'OTHER_ANSWER';
  } catch (error) {
    const isMalformed = [Malformed, Refusal, SyntaxError, TypeError].some((one) => error instanceof one);
    if (isMalformed) return 'MALFORMED';
    throw error;
  }
}

/** The newest version among what was read of the ledger to answer. */
function newestRead(results: Message): readonly [bigint, bigint] {
  const reads = results.listOf(2).flatMap((one) => new Message(one).messageOf(2).listOf(1));
  return reads
    .map((read) => new Message(read))
    .filter((read) => read.has(2))
    .map((read) => read.messageOf(2))
    .map((version) => [version.numberOf(1), version.numberOf(2)] as const)
    .reduce((last, one) => (one[0] > last[0] || (one[0] === last[0] && one[1] > last[1]) ? one : last), [0n, 0n]);
}
