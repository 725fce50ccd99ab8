import { digestOf, fromBase64url } from '@fairway/model';
import { certificateIn, fromPem, isIssuedBy, verifies, type Certificate } from './certificate.js';
import { signatureIn } from './ecdsa.js';
import { Malformed } from './malformed.js';
import { Message } from './protobuf.js';
import type { Trust, TrustedMember } from './trust.js';

/** Why what stands as a member's endorsement is none. */
export type Flaw =
  /** It is no well-formed message, certificate or signature. */
  | 'MALFORMED'
  /** The network has no such member. */
  | 'MEMBER_UNKNOWN'
  /** No root of the member that counts then has certified it. */
  | 'ROOT_UNKNOWN'
  /** It is a certificate of a service, an orderer or an administrator. */
  | 'NOT_A_PEER'
  | 'CERTIFICATE_EXPIRED'
  /** The member has retired this peer. */
  | 'PEER_RETIRED'
  /** The signature is not the peer's over exactly these bytes. */
  | 'SIGNATURE_INVALID'
  /** The signature has a second form, which Fabric does not take. */
  | 'SIGNATURE_HIGH_S';

/** A finding about one endorsement: the member that signed, or why it does not count. */
export type Endorsed = { member: string; flaw?: undefined } | { member?: string; flaw: Flaw };

/** Fabric's node unit of a peer. */
const PEER = 'peer';
const NODE_UNITS = new Set(['admin', 'client', 'orderer', PEER]);

/** Checks one endorsement: a signature of a member's peer, at a time (milliseconds), over these bytes and itself. */
export async function checkEndorsement(
  payload: Uint8Array,
  { endorser, signature }: { endorser: string; signature: string },
  trust: Trust,
  at: number,
): Promise<Endorsed> {
  let member: string | undefined;
  const flawed = (flaw: Flaw): Endorsed => ({ ...(member === undefined ? {} : { member }), flaw });
  try {
    const identity = bytesIn(endorser);
    const message = new Message(identity);
    member = message.textOf(1);
    const known = trust.members.get(member);
    if (!known) return flawed('MEMBER_UNKNOWN');
    const certificate = certificateIn(fromPem(message.textOf(2)));
    const flaw = await flawOf(certificate, known, at);
    if (flaw) return flawed(flaw);
    const { key } = certificate;
    const { raw, s } = signatureIn(bytesIn(signature), key.curve);
    if (s > key.curve.order / 2n) return flawed('SIGNATURE_HIGH_S');
    const signed = new Uint8Array([...payload, ...identity]);
    return (await verifies(key, 'SHA-256', signed, raw)) ? { member } : flawed('SIGNATURE_INVALID');
  } catch (error) {
    if (error instanceof Malformed) return flawed('MALFORMED');
    throw error;
  }
}

/** Why a certificate is no peer's of a member at that time. */
async function flawOf(
  certificate: Certificate,
  { roots, retired }: TrustedMember,
  at: number,
): Promise<Flaw | undefined> {
  const units = certificate.units.filter((unit) => NODE_UNITS.has(unit));
  if (units.length !== 1 || units[0] !== PEER || certificate.isAuthority || !certificate.maySign) return 'NOT_A_PEER';
  if (at < certificate.notBefore || at > certificate.notAfter) return 'CERTIFICATE_EXPIRED';
  if (at >= (retired.get(digestOf(certificate.der)) ?? Infinity)) return 'PEER_RETIRED';
  for (const { authority, from, to } of roots) {
    const counts = from <= at && at < to && authority.notBefore <= at && at <= authority.notAfter;
    if (counts && (await isIssuedBy(certificate, authority))) return undefined;
  }
  return 'ROOT_UNKNOWN';
}

/** The bytes of base64url. Throws `Malformed`. */
export function bytesIn(text: string): Uint8Array {
  const bytes = fromBase64url(text);
  if (!bytes) throw new Malformed('base64url is expected');
  return bytes;
}
