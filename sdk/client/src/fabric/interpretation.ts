import { status } from '@grpc/grpc-js';
import { Refusal } from '@fairway/model';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { LedgerError, type LedgerErrorCode } from '../ledger.js';

/**
 * What an answer of Fabric's gateway means. Its status codes say little and the same code says different things, so
 * the texts of Fabric 3.1 decide; what is not known here becomes `LEDGER_FAILED` with Fabric's own sentence.
 */

/** An error while evaluating, or asking a member's status or blocks. */
export function fromRead(error: unknown): Refusal | LedgerError {
  const known = asGatewayError(error);
  if (!(known instanceof GatewayError)) return known;
  for (const { text } of answers(known)) {
    const refusal = refusalIn(text);
    if (refusal) return refusal;
  }
  return general(known);
}

/**
 * An error while collecting endorsements; `endorsers` as they were named, the owner first.
 *
 * With endorsers named, what is final is the owner's to say: another member that lags, fails or lies is left for the
 * next one. Without, it is the gateway's own member that is asked first.
 */
export function fromEndorse(error: unknown, endorsers: readonly string[] = []): Refusal | LedgerError {
  const known = asGatewayError(error);
  if (!(known instanceof GatewayError) || known.details.length === 0) return fromRead(known);
  const given = answers(known);
  const failed = new Set(given.map(({ member }) => member));
  const owners =
    endorsers.length > 0 ? given.filter(({ member }) => member === endorsers[0]) : isFirst(known) ? given : [];
  const refusal = owners.map(({ text }) => refusalIn(text)).find((one) => one !== undefined);
  const nobodyEndorsed = endorsers.every((member) => failed.has(member));

  const mismatch = given.some(({ text }) => text.includes('ProposalResponsePayloads do not match'));
  if (mismatch || (refusal && !nobodyEndorsed) || owners.length === 0) {
    const answered = mismatch || given.some(({ text }) => /chaincode response/.test(text));
    return new LedgerError(
      answered ? 'ENDORSEMENTS_DIFFER' : 'PEER_UNAVAILABLE',
      `not all endorsed alike (${given.map(({ member, text }) => `${member}: ${text}`).join('; ')}); try again, or another member`,
      { cause: error, members: mismatch ? endorsers.slice(1) : [...failed] },
    );
  }
  return refusal ?? general(known, owners);
}

/** An error while handing a transaction to the orderers; undefined where they have it already. */
export function fromSend(error: unknown): LedgerError | undefined {
  const known = asGatewayError(error);
  if (!(known instanceof GatewayError)) return known;
  const texts = answers(known).map(({ text }) => text);
  if (texts.some((text) => /request (has )?already (been )?(processed|exists)/.test(text))) return undefined;
  const rejected = texts.filter((text) => /status=(BAD_REQUEST|FORBIDDEN|REQUEST_ENTITY_TOO_LARGE)/.test(text));
  if (rejected.length > 0 && rejected.length === texts.length) {
    return new LedgerError(rejected[0]!.includes('FORBIDDEN') ? 'ACCESS_DENIED' : 'LEDGER_FAILED', rejected[0]!, {
      cause: error,
    });
  }
  const meaning = general(known);
  return meaning.code === 'DEADLINE_EXCEEDED' || meaning.code === 'ACCESS_DENIED'
    ? meaning
    : new LedgerError(
        'ORDERING_UNAVAILABLE',
        `no orderer is known to have taken the transaction (${texts.join('; ')})`,
        { cause: error },
      );
}

const MEANINGS: readonly [RegExp, LedgerErrorCode, string][] = [
  [/chaincode response/, 'CHAINCODE_FAILED', 'the chaincode failed without a refusal'],
  [
    /incorrect timestamp/,
    'TIME_OUT_OF_WINDOW',
    "this machine's clock is outside the peers' window; set it by a time server",
  ],
  [
    /access denied|identity expired|identity is not valid|creator.* malformed|Forbidden|FORBIDDEN|status response: 403|implicit policy evaluation failed/,
    'ACCESS_DENIED',
    'the certificate may not do this, or is expired, revoked or of no member of the channel',
  ],
  [
    /no combination of peers can be derived|failed to select a set of endorsers|not in the distribution policy/,
    'NO_ENDORSEMENT_PLAN',
    'the peers known to be up cannot satisfy the endorsement policy; try again, or name the endorsers',
  ],
  [/timeout expired while executing transaction/, 'CHAINCODE_FAILED', 'the chaincode did not answer in time'],
  [
    /failed to find any endorsing peers|no peers available|no endorsers found|chaincode stream terminated|could not launch chaincode|failed to execute transaction|connection error|transport|exceeding concurrency limit|unexpected close|status response: 503/,
    'PEER_UNAVAILABLE',
    'a peer that was asked, or its chaincode, does not answer',
  ],
];

function general(error: GatewayError, given = answers(error)): LedgerError {
  const members = [...new Set(given.map(({ member }) => member).filter(Boolean))];
  const details = { cause: error, ...(members.length > 0 && { members }) };
  for (const [pattern, code, sentence] of MEANINGS) {
    const answer = given.find(({ text }) => pattern.test(text));
    if (answer)
      return new LedgerError(
        code,
        `${sentence} (${answer.member && `${answer.member}: `}${answer.text})`,
        withMissing(details, answer.text),
      );
  }
  const text = given.map((answer) => answer.text).join('; ');
  const [code, sentence] = BY_STATUS.get(error.code) ?? ['LEDGER_FAILED', 'Fabric failed'];
  return new LedgerError(code, `${sentence} (${text})`, details);
}

const BY_STATUS = new Map<number, [LedgerErrorCode, string]>([
  [status.DEADLINE_EXCEEDED, ['DEADLINE_EXCEEDED', 'no answer in time']],
  [status.UNAVAILABLE, ['PEER_UNAVAILABLE', 'the peer does not answer']],
  [status.CANCELLED, ['PEER_UNAVAILABLE', 'the connection was closed']],
  [status.PERMISSION_DENIED, ['ACCESS_DENIED', 'the certificate may not do this, or is expired or revoked']],
]);

/** `failed to find any endorsing peers for org(s): BO, BR` names the members itself. */
function withMissing(
  details: { cause: unknown; members?: string[] },
  text: string,
): { cause: unknown; members?: string[] } {
  const missing = /endorsing peers for org\(s\): (.+)$/.exec(text)?.[1];
  return missing ? { ...details, members: missing.split(', ') } : details;
}

/** The texts that say why: the endpoints' own where there are any, else the gateway's. */
function answers(error: GatewayError): { member: string; text: string }[] {
  return error.details.length > 0
    ? error.details.map(({ mspId, message }) => ({ member: mspId, text: message }))
    : [{ member: '', text: error.cause.details }];
}

function refusalIn(text: string): Refusal | undefined {
  const message = /chaincode response \d+, ([\s\S]*)$/.exec(text)?.[1];
  return message === undefined ? undefined : Refusal.parse(message);
}

/** Without endorsers named, the gateway's own member is asked first, and fails under another text than later ones. */
const isFirst = (error: GatewayError): boolean => !error.cause.details.startsWith('failed to collect enough');

function asGatewayError(error: unknown): GatewayError | LedgerError {
  if (error instanceof GatewayError || error instanceof LedgerError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const known = MEANINGS.find(([pattern]) => pattern.test(text));
  return new LedgerError(known?.[1] ?? 'LEDGER_FAILED', known ? `${known[2]} (${text})` : text, { cause: error });
}
