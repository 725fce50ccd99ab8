import { ATTEST, MAX_QUESTION_BYTES, Question, check, digestOf, memberOf, parseCanonical } from '@fairway/model';
import { Malformed } from './malformed.js';
import { Message, utf8 } from './protobuf.js';

/** What members were asked, as the proposal that they signed says it. */
export interface Proposed {
  channel: string;
  /** Whose namespace was asked. */
  member: string;
  question: Question;
  /** The proposal's time, milliseconds since 1970: peers sign none that is five minutes from their clocks. */
  at: number;
  /** SHA-256 as Fabric has it, over what was asked; in every endorsement. */
  hash: string;
}

/** Fabric's type of header for a transaction that peers endorse. */
const ENDORSER_TRANSACTION = 3n;

/**
 * Reads a Fabric `Proposal`. Throws `Malformed` for what asks something else than a member's contract to attest, and a
 * `Refusal` for a question that is none.
 */
export function proposedIn(bytes: Uint8Array): Proposed {
  const proposal = new Message(bytes);
  const header = proposal.messageOf(1);
  const [channelHeader, signatureHeader] = [header.bytesOf(1), header.bytesOf(2)];
  const said = new Message(channelHeader);
  if (said.numberOf(1) !== ENDORSER_TRANSACTION) throw new Malformed('a proposal to endorse is expected');
  const payload = proposal.bytesOf(2);
  const input = new Message(payload);
  // What stands beside the input, endorsers do not sign.
  if (input.has(2)) throw new Malformed('a proposal without transient input is expected');
  const spec = input.messageOf(1).messageOf(1);
  const named = [said.messageOf(7).messageOf(2), spec.messageOf(2)].map((id) => id.textOf(2));
  const member = memberOf(named[0]!);
  if (member === undefined || named[0] !== named[1])
    throw new Malformed("a member's contracts are asked, and no others");
  const [transaction, text, ...more] = spec.messageOf(3).listOf(1).map(utf8);
  if (transaction !== ATTEST || text === undefined || more.length > 0)
    throw new Malformed(`a question to ${ATTEST} is expected`);
  return {
    channel: said.textOf(4),
    member,
    question: check(Question, parseCanonical(text, MAX_QUESTION_BYTES)),
    at: timeOf(said.messageOf(3)),
    hash: digestOf(new Uint8Array([...channelHeader, ...signatureHeader, ...payload])),
  };
}

/** Seconds of the year 10000, beyond which no moment is written here. */
const END_OF_TIME = 253_402_300_800n;

/** The moment in a `Timestamp`, in milliseconds since 1970. Throws `Malformed`. */
function timeOf(time: Message): number {
  const [seconds, nanos] = [time.numberOf(1), time.numberOf(2)];
  if (seconds >= END_OF_TIME || nanos >= 1_000_000_000n) throw new Malformed('a time from 1970 to 9999 is expected');
  return Number(seconds) * 1000 + Number(nanos) / 1e6;
}
