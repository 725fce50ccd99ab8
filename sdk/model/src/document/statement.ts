import { decode, encode } from 'cborg';
import * as z from 'zod';
import { isSameBytes } from '../bytes.js';
import type { Digest } from '../digest.js';
import { domainOf } from '../domains.js';
import { sponsorOf, type Handle } from '../identifiers.js';
import { Bytes32, fromBase64url, toBase64url, webCryptoCheck, type Algorithm, type SignatureCheck } from '../key.js';
import { Refusal, demand } from '../refusal.js';
import { check, rule } from '../schema.js';
import { pattern } from '../text.js';
import { CalendarDate, Instant, instantOf } from '../time.js';
import { fromBase45, toBase45 } from './base45.js';
import { isStatement } from './is-statement.js';
import { DocumentSubject } from './link.js';
import { recordedDocuments } from './recorded.js';
import type { StatementKey } from './statement-key.js';

/**
 * What an issuer says of a record for readers without a network: how it stood at a moment, and the digest of its document.
 * It is true as of then, and says nothing of what came after.
 */
export const Statement = z.strictObject({
  about: DocumentSubject,
  /** The state in the domain's word, as `active` or `suspended`. */
  state: pattern(/^[a-z][a-z-]{0,31}$/, 'a state is accepted, like active'),
  /** Whether the record had its effect. */
  inForce: z.boolean(),
  /** To the second. */
  asOf: Instant.check(
    rule<string>((asOf) => asOf.endsWith('.000Z'), 'NOT_ALLOWED', 'a moment to the second is accepted'),
  ),
  /** The digest that the record states of its document. */
  document: Bytes32,
  /** The last day that the record is good for by itself. */
  validTo: CalendarDate.optional(),
});
export type Statement = z.infer<typeof Statement>;

/** Who signs statements: an act key on P-256, in memory or where it keeps itself to itself. */
export interface StatementSigner {
  readonly algorithm: Algorithm;
  readonly thumbprint: Digest;
  /** r‖s, 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** What a statement's text begins with; the number is its form's. */
const PREFIX = 'FW1:';
/** No statement is longer, in characters. */
const MAX_LENGTH = 1024;
/** The tag of COSE_Sign1 (RFC 9052, section 4.2) in one byte. */
const SIGN1 = 0xd2;
/** COSE's names: the algorithm and the key in a protected header, and ES256 (RFC 9052, RFC 9053). */
const [ALG, KID, ES256] = [1, 4, -7];
/** Signed with every statement, so that it is good for nothing else. */
const CONTEXT = new TextEncoder().encode('fairway-statement/1');
/** How much of a key's thumbprint names it. */
const KID_BYTES = 8;

/** The names of what a statement says, in the order in which it is written. */
const [NETWORK, MEMBER, KIND, ID, STATE, IN_FORCE, AS_OF, DOCUMENT, VALID_TO] = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/**
 * What may be said of a record now.
 *
 * Throws `DOCUMENT_UNKNOWN` where the record states no document.
 */
export function statementOf(about: DocumentSubject, record: object, now: Instant): Statement {
  const document = recordedDocuments(about.kind, record).at(-1);
  const shown = domainOf(about.kind).shown;
  demand(
    document !== undefined && shown !== undefined,
    'DOCUMENT_UNKNOWN',
    'a record that states a document is accepted',
  );
  const asOf = instantOf(Math.floor(Date.parse(now) / 1000) * 1000);
  const { inForce, state, validTo } = shown.status(record, now);
  const statement = { about, state, inForce, asOf, document: document.document };
  return check(Statement, { ...statement, ...(validTo === undefined ? {} : { validTo }) });
}

/**
 * A statement signed by its issuer: COSE_Sign1 (RFC 9052) in base 45, for a QR code.
 *
 * Throws `ALGORITHM_NOT_ALLOWED` for a key that is not on P-256, and what the shape is refused for.
 */
export async function signStatement(statement: Statement, signer: StatementSigner): Promise<string> {
  demand(signer.algorithm === 'ES256', 'ALGORITHM_NOT_ALLOWED', 'statements are signed with ES256, by a key on P-256');
  const payload = encode(toMap(check(Statement, statement)));
  const kid = fromBase64url(signer.thumbprint)!.slice(0, KID_BYTES);
  const header = encode(
    new Map<number, unknown>([
      [ALG, ES256],
      [KID, kid],
    ]),
  );
  const signature = await signer.sign(signingInput(header, payload));
  const message = encode([header, new Map(), payload, signature]);
  return PREFIX + toBase45(Uint8Array.from([SIGN1, ...message]));
}

/** A statement that holds, and who made it. */
export interface VerifiedStatement {
  statement: Statement;
  signer: Handle;
}

/**
 * Checks a statement without a network, by keys that were taken from the ledger before; `network` is the one that the
 * reader trusts.
 *
 * Throws `STATEMENT_MALFORMED`, `STATEMENT_VERSION_UNKNOWN`, `ALGORITHM_NOT_ALLOWED`, `STATEMENT_OF_ANOTHER_NETWORK`,
 * `KEY_UNKNOWN`, `SIGNATURE_INVALID`, `KEY_NOT_IN_FORCE`, `SIGNER_NOT_ALLOWED`.
 */
export async function verifyStatement(
  text: string,
  { keys, network, holds = webCryptoCheck }: { keys: readonly StatementKey[]; network: string; holds?: SignatureCheck },
): Promise<VerifiedStatement> {
  const { header, kid, payload, signature } = messageIn(text);
  const statement = statementIn(payload);
  const { about, asOf } = statement;
  demand(
    about.network === network,
    'STATEMENT_OF_ANOTHER_NETWORK',
    `statements of the network ${network} are accepted; this one is of ${about.network}`,
  );
  const named = keys.filter(({ thumbprint }) => isSameBytes(fromBase64url(thumbprint)!.slice(0, KID_BYTES), kid));
  demand(named.length > 0, 'KEY_UNKNOWN', 'a statement by a key of the list is accepted; a newer list may have it');
  const signed = signingInput(header, payload);
  let key: StatementKey | undefined;
  for (const one of named) if (!key && (await holds(one.jwk, signed, signature))) key = one;
  demand(key !== undefined, 'SIGNATURE_INVALID', 'a statement as its issuer signed it is accepted');
  demand(
    key.from <= asOf && (key.to === undefined || asOf < key.to),
    'KEY_NOT_IN_FORCE',
    `statements as of ${key.from} to ${key.to ?? 'now'} are accepted by this key`,
  );
  demand(
    sponsorOf(key.handle) === about.member &&
      key.states.some(({ kind, under }) => kind === about.kind && about.id.startsWith(under)),
    'SIGNER_NOT_ALLOWED',
    `${key.handle} states what it issues itself`,
  );
  return { statement, signer: key.handle };
}

const malformed = () =>
  new Refusal('STATEMENT_MALFORMED', 'a statement is accepted whole and unchanged, as it was signed');

function messageIn(text: string) {
  if (!isStatement(text) || text.length > MAX_LENGTH) throw malformed();
  demand(
    text.startsWith(PREFIX),
    'STATEMENT_VERSION_UNKNOWN',
    `statements that begin with ${PREFIX} are read here; a newer reader reads this one`,
  );
  const bytes = fromBase45(text.slice(PREFIX.length));
  if (bytes[0] !== SIGN1) throw malformed();
  const message = decoded(bytes.slice(1));
  if (!Array.isArray(message) || message.length !== 4) throw malformed();
  const [header, unprotected, payload, signature] = message as unknown[];
  if (!(header instanceof Uint8Array && payload instanceof Uint8Array && signature instanceof Uint8Array))
    throw malformed();
  if (!(unprotected instanceof Map && unprotected.size === 0) || signature.length !== 64) throw malformed();
  const named = decoded(header);
  if (!(named instanceof Map) || !named.has(ALG)) throw malformed();
  demand(named.get(ALG) === ES256, 'ALGORITHM_NOT_ALLOWED', 'statements are signed with ES256');
  const kid: unknown = named.get(KID);
  if (named.size !== 2 || !(kid instanceof Uint8Array && kid.length === KID_BYTES)) throw malformed();
  return { header, kid, payload, signature };
}

/** CBOR (RFC 8949) in its one deterministic form; anything else is refused, so that no two texts say the same. */
function decoded(bytes: Uint8Array): unknown {
  try {
    const value: unknown = decode(bytes, {
      ...{ strict: true, useMaps: true, rejectDuplicateMapKeys: true, allowIndefinite: false },
      ...{ allowUndefined: false, allowInfinity: false, allowNaN: false, allowBigInt: false },
    });
    if (isSameBytes(encode(value), bytes)) return value;
  } catch {
    // Falls through to the one refusal for everything that is no statement.
  }
  throw malformed();
}

function statementIn(payload: Uint8Array): Statement {
  const map = decoded(payload);
  if (!(map instanceof Map)) throw malformed();
  const said = map as Map<unknown, unknown>;
  const [asOf, document] = [said.get(AS_OF), said.get(DOCUMENT)];
  const isTime = typeof asOf === 'number' && Number.isInteger(asOf) && asOf >= 0 && asOf < 253_402_300_800;
  if (!isTime || !(document instanceof Uint8Array)) throw malformed();
  const statement = Statement.safeParse({
    about: { network: said.get(NETWORK), member: said.get(MEMBER), kind: said.get(KIND), id: said.get(ID) },
    state: said.get(STATE),
    inForce: said.get(IN_FORCE),
    asOf: instantOf(asOf * 1000),
    document: toBase64url(document),
    ...(said.has(VALID_TO) ? { validTo: said.get(VALID_TO) } : {}),
  });
  if (!statement.success || said.size !== toMap(statement.data).size) throw malformed();
  return statement.data;
}

function toMap({ about, state, inForce, asOf, document, validTo }: Statement): Map<number, unknown> {
  const map = new Map<number, unknown>([
    [NETWORK, about.network],
    [MEMBER, about.member],
    [KIND, about.kind],
    [ID, about.id],
    [STATE, state],
    [IN_FORCE, inForce],
    [AS_OF, Date.parse(asOf) / 1000],
    [DOCUMENT, fromBase64url(document)],
  ]);
  return validTo === undefined ? map : map.set(VALID_TO, validTo);
}

/** What is signed of a COSE_Sign1 (RFC 9052, section 4.4). */
const signingInput = (header: Uint8Array, payload: Uint8Array): Uint8Array =>
  encode(['Signature1', header, CONTEXT, payload]);
