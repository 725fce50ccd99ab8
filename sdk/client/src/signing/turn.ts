import {
  FOUND,
  Refusal,
  addressOfParty,
  assembleSignedAct,
  citationsOf,
  demand,
  demandTimely,
  demandUsable,
  foundingKeys,
  fromBase64url,
  keyOf,
  readActToSign,
  signaturesOver,
  signaturesNeeded,
  signersOf,
  standingAt,
  webCryptoCheck,
  type ActSignature,
  type ActToSign,
  type Act,
  type Digest,
  type Handle,
  type Instant,
  type JwsSignature,
  type KeyRing,
  type Participant,
  type Receipt,
  type RecordAddress,
  type Replayed,
  type Standing,
} from '@fairway/model';
import type { Session } from '../session.js';
import type { Committed } from '../submit.js';

/** How an act stands that several sign, each at its own place. */
export interface Turn {
  /** The signatures that it has, each of which holds. */
  signed: { handle: Handle; thumbprint: Digest }[];
  /** Whose signatures it lacks; a party twice where two of its signatories sign. */
  missing: Handle[];
  /**
   * Whether it can be done: by its sequence and what it relies on; it was done already; something that it builds on has
   * changed since it was written, so that it is to be written anew; or its time is over.
   */
  state: 'open' | 'done' | 'outdated' | 'expired';
}

/**
 * How an act stands, by the registry and the records as they are now.
 *
 * Throws `SIGNATURE_INVALID`, `SIGNER_NOT_ALLOWED`, `KEY_UNKNOWN`, `KEY_RETIRED`, … where a signature does not hold, and
 * what `readActToSign` throws.
 */
export async function turnOf(session: Session, given: ActToSign): Promise<Turn> {
  const { file, signatures } = readActToSign(given);
  const { act, id } = file;
  const [ring, parties] = await ringOf(session, act);
  for (const signature of signatures) await demandHolds(act, signature, ring, session.now());
  const missing = [...signaturesNeeded(act, parties)].flatMap(([handle, needed]) => {
    const own = signatures.filter((one) => one.handle === handle).length;
    demand(own <= needed, 'ALREADY_SIGNED', `${handle} signs this act ${needed === 2 ? 'with two keys' : 'once'}`);
    return Array.from({ length: needed - own }, () => handle);
  });
  const signed = signatures.map(({ handle, thumbprint }) => ({ handle, thumbprint }));
  return { signed, missing, state: await stateOf(session, act, id) };
}

/**
 * Refuses where a signature by that key is not wanted, or no longer; answers with how the act stands without it.
 *
 * Throws `ALREADY_SIGNED`, `SIGNER_NOT_ALLOWED`, `ACT_EXPIRED`, `ACT_OUTDATED`, `ACT_DONE`, and what `turnOf` throws.
 */
export async function demandWanted(
  session: Session,
  file: ActToSign,
  { handle, thumbprint }: Pick<ActSignature, 'handle' | 'thumbprint'>,
): Promise<Turn> {
  const { act } = file;
  const turn = await turnOf(session, file);
  const { state, signed, missing } = turn;
  demandOpen(session, act, state);
  demandSigner(act, handle);
  demand(
    missing.includes(handle) && !signed.some((one) => one.thumbprint === thumbprint),
    'ALREADY_SIGNED',
    missing.length === 0
      ? 'all have signed; send it'
      : missing.includes(handle)
        ? `this key of ${handle} has signed; another one of its keys is accepted`
        : `${handle} has signed; it lacks ${missing.join(', ')}`,
    '/signatures',
  );
  return turn;
}

/**
 * Adds one signature to an act, once it is certain that it is wanted and holds.
 *
 * Throws what `demandWanted` throws.
 */
export async function addSignature(
  session: Session,
  file: ActToSign,
  signature: JwsSignature,
): Promise<{ file: ActToSign; turn: Turn }> {
  await demandWanted(session, file, signaturesOver(file.act, [signature])[0]!);
  const next = { ...file, signatures: [...file.signatures, signature] };
  return { file: next, turn: await turnOf(session, next) };
}

/**
 * The signatures of several copies of one act together, as when each party signed its own.
 *
 * Throws `ACT_DIFFERS` where they are copies of different acts.
 */
export function gatheredSignatures([first, ...others]: readonly [ActToSign, ...ActToSign[]]): ActToSign {
  const found = new Map(first.signatures.map((one) => [one.protected, one]));
  for (const { id, signatures } of others) {
    demand(id === first.id, 'ACT_DIFFERS', `copies of one act are accepted; ${id} is another than ${first.id}`);
    for (const one of signatures) if (!found.has(one.protected)) found.set(one.protected, one);
  }
  return { ...first, signatures: [...found.values()] };
}

/**
 * Submits an act that all have signed; again, it is answered with the same receipt.
 *
 * Throws `SIGNATURES_TOO_FEW` with who is missing, `ACT_EXPIRED`, `ACT_OUTDATED`, what `turnOf` throws, and the ledger's own.
 */
export async function sendSigned(session: Session, file: ActToSign): Promise<Receipt & Committed> {
  const { missing, state } = await turnOf(session, file);
  const { act } = file;
  if (state !== 'done') demandOpen(session, act, state);
  demand(
    missing.length === 0,
    'SIGNATURES_TOO_FEW',
    `this act still takes the signature of ${missing.join(', ')}`,
    '/signatures',
  );
  // The actor's own comes first (RFC 7515 leaves the order to the application).
  const { signatures } = readActToSign(file);
  const inOrder = file.signatures
    .map(({ protected: header, signature }, index) => ({
      ...{ protected: header, signature: fromBase64url(signature)! },
      isActors: signatures[index]!.handle === act.actor,
    }))
    .sort((one, other) => Number(other.isActors) - Number(one.isActors));
  return session.send(act, assembleSignedAct(act, inOrder));
}

function demandOpen(session: Session, act: Act, state: Turn['state']): void {
  if (state === 'expired') demandTimely(act, session.now());
  demand(state !== 'done', 'ACT_DONE', 'this act was done already; nobody needs to sign it any more');
  demand(
    state !== 'outdated',
    'ACT_OUTDATED',
    'what this act builds on has changed since it was written; have it written anew',
    '/records',
  );
}

function demandSigner(act: Act, handle: Handle): void {
  const signers = signersOf(act);
  demand(
    signers.includes(handle),
    'SIGNER_NOT_ALLOWED',
    `this act is signed by ${signers.join(', ')}; ${handle} is none of them`,
    '/signatures',
  );
}

async function demandHolds(act: Act, signature: ActSignature, ring: KeyRing, now: Instant): Promise<void> {
  demandSigner(act, signature.handle);
  const key = keyOf(signature, ring, act);
  demandUsable(key, now);
  demand(
    await webCryptoCheck(key.jwk, signature.signed, signature.signature),
    'SIGNATURE_INVALID',
    `this is not a signature of ${signature.handle} over this act: it was changed, or signed by another key`,
    '/signatures',
  );
}

/** The keys of those who sign, and how they stand; the act that founds a member brings its own. */
async function ringOf(session: Session, act: Act): Promise<[KeyRing, ReadonlyMap<Handle, Standing>]> {
  if (act.type === FOUND) return [foundingKeys(act, ''), new Map()];
  const keys = new Map<Handle, Participant['keys']>();
  const parties = new Map<Handle, Standing>();
  for (const handle of signersOf(act)) {
    const { record } = await session.read<Participant>(addressOfParty(handle));
    keys.set(handle, record.keys);
    const standing = standingAt(record.status, session.now());
    if (standing) parties.set(handle, { ...standing, handle });
  }
  return [(handle) => keys.get(handle), parties];
}

async function stateOf(session: Session, act: Act, id: Digest): Promise<Turn['state']> {
  const stands = await Promise.all(
    act.records.map(async (record) => [record, await standsAt(session, record)] as const),
  );
  if (stands.every(([{ sequence }, found]) => found?.acts[sequence - 1]?.id === id)) return 'done';
  const fits = stands.every(
    ([{ sequence, previous }, found]) => (found?.head.sequence ?? 0) + 1 === sequence && found?.head.act === previous,
  );
  const cited = await Promise.all(
    citationsOf({ act }).map(async (citation) => (await standsAt(session, citation))?.head.act === citation.act),
  );
  if (!fits || cited.includes(false)) return 'outdated';
  return session.now() > act.notAfter ? 'expired' : 'open';
}

async function standsAt(session: Session, { member, kind, id }: RecordAddress): Promise<Replayed<object> | undefined> {
  try {
    return await session.read({ member, kind, id });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'RECORD_UNKNOWN') return undefined;
    throw error;
  }
}
