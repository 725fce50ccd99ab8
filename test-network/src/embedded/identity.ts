import 'reflect-metadata';
import {
  createPrivateKey,
  KeyObject,
  randomBytes,
  sign as signBytes,
  verify,
  webcrypto,
  X509Certificate,
} from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { msp } from '@hyperledger/fabric-protos';
import { fill } from './protobuf.js';

/** A certificate of a member's CA with its key, able to sign for the member. */
export interface Identity {
  /** The member's MSP id. */
  mspId: string;
  /** PEM. */
  certificate: string;
  privateKey: KeyObject;
}

/** Fabric's node unit in a certificate's subject: what its holder may do on the channel. */
export type Unit = 'peer' | 'client' | 'admin' | 'orderer';

export interface Enrolment {
  commonName: string;
  unit: Unit;
  /** Attributes that contracts read through ClientIdentity. */
  attributes?: Readonly<Record<string, string>>;
}

/** Fabric's extension for attributes in a certificate. */
const ATTRIBUTES = '1.2.3.4.5.6.7.8.1';
const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { ...KEY, hash: 'SHA-256' } as const;
// Fixed and wide, so that a test may put the network's clock anywhere it likes.
const NOT_BEFORE = new Date('2000-01-01T00:00:00Z');
const NOT_AFTER = new Date('2099-12-31T23:59:59Z');
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

x509.cryptoProvider.set(webcrypto);

/** Makes a member's certification authority: a self-signed certificate and its key. */
export async function foundAuthority(mspId: string): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `C=${mspId}, O=${mspId}, CN=ca.${mspId.toLowerCase()}`,
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    keys,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return { mspId, certificate: certificate.toString('pem'), privateKey: KeyObject.from(keys.privateKey) };
}

/** Has a member's authority issue a certificate for a new key. */
export async function enrol(authority: Identity, { commonName, unit, attributes }: Enrolment): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `C=${authority.mspId}, O=${authority.mspId}, OU=${unit}, CN=${commonName}`,
    issuer: new x509.X509Certificate(authority.certificate).subjectName,
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    signingKey: authority.privateKey.toCryptoKey(KEY, false, ['sign']),
    publicKey: keys.publicKey,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...(attributes
        ? [new x509.Extension(ATTRIBUTES, false, Buffer.from(JSON.stringify({ attrs: attributes })))]
        : []),
    ],
  });
  return {
    mspId: authority.mspId,
    certificate: certificate.toString('pem'),
    privateKey: KeyObject.from(keys.privateKey),
  };
}

/** The identity as Fabric's messages carry it. */
export function serialise({ mspId, certificate }: Identity): Uint8Array {
  return fill(new msp.SerializedIdentity(), { mspid: mspId, idBytes: Buffer.from(certificate) }).serializeBinary();
}

/** ECDSA over SHA-256 as DER; `s` in the lower half of the order, which Fabric demands. */
export function sign({ privateKey }: Identity, message: Uint8Array): Uint8Array {
  const raw = signBytes('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const s = BigInt(`0x${raw.toString('hex', 32)}`);
  const low = s > ORDER / 2n ? ORDER - s : s;
  const body = Buffer.concat([
    derInteger(raw.subarray(0, 32)),
    derInteger(Buffer.from(low.toString(16).padStart(64, '0'), 'hex')),
  ]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** A non-negative big-endian number as a DER INTEGER. */
export function derInteger(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(first));
  const padded = digits[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
  return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
}

/** A signer whose certificate its member's authority issued. */
export interface Signer {
  mspId: string;
  unit: Unit | undefined;
  verifies(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Who is who on the channel: the members' root certificates. */
export class Membership {
  readonly #roots: ReadonlyMap<string, X509Certificate>;
  readonly #known = new Map<string, Signer>();

  /** @param roots each member's CA certificate (PEM) by MSP id */
  constructor(roots: ReadonlyMap<string, string>) {
    this.#roots = new Map([...roots].map(([mspId, pem]) => [mspId, new X509Certificate(pem)]));
  }

  /** The signer behind a serialised identity, or undefined where no member vouches for it. */
  recognise(serialised: Uint8Array): Signer | undefined {
    const name = Buffer.from(serialised).toString('latin1');
    const known = this.#known.get(name) ?? this.#examine(serialised);
    if (known) this.#known.set(name, known);
    return known;
  }

  #examine(serialised: Uint8Array): Signer | undefined {
    try {
      const identity = msp.SerializedIdentity.deserializeBinary(serialised);
      const root = this.#roots.get(identity.getMspid());
      const certificate = new X509Certificate(identity.getIdBytes_asU8());
      if (!root || !certificate.checkIssued(root) || !certificate.verify(root.publicKey)) return undefined;
      const unit = /^OU=(peer|client|admin|orderer)$/m.exec(certificate.subject)?.[1] as Unit | undefined;
      const key = certificate.publicKey;
      return {
        mspId: identity.getMspid(),
        unit,
        verifies: (message, signature) => verify('sha256', message, key, signature),
      };
    } catch {
      return undefined;
    }
  }
}

/** The key of an identity as it is kept. */
export function keyToPem({ privateKey }: Identity): string {
  return privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
}

export function identityFromPem(mspId: string, certificate: string, key: string): Identity {
  return { mspId, certificate, privateKey: createPrivateKey(key) };
}

function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0]! &= 0x7f;
  return bytes.toString('hex');
}
