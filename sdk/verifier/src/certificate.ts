import { isSameBytes } from '@fairway/model';
import { TAG, bitsOf, oidOf, partsOf, valueOf, valuesIn, type Der } from './der.js';
import { CURVES, signatureIn, type Curve } from './ecdsa.js';
import { Malformed } from './malformed.js';
import { utf8 } from './protobuf.js';

/** Signature algorithms of certificates (RFC 5758) by object identifier. */
const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
};
const OID = {
  EC_KEY: '1.2.840.10045.2.1',
  ORGANIZATIONAL_UNIT: '2.5.4.11',
  KEY_USAGE: '2.5.29.15',
  BASIC_CONSTRAINTS: '2.5.29.19',
};
/** Context tags of the optional parts of a certificate (RFC 5280). */
const [VERSION, EXTENSIONS] = [0xa0, 0xa3];
/** Extensions that are understood here; a critical one that is not makes the certificate useless (RFC 5280, 4.2). */
const UNDERSTOOD = new Set([OID.KEY_USAGE, OID.BASIC_CONSTRAINTS]);

/** What is needed of an X.509 certificate (RFC 5280) to know a peer of a member by it. */
export interface Certificate {
  der: Uint8Array;
  /** What its issuer signed. */
  signed: Uint8Array;
  hash: string;
  signature: Uint8Array;
  /** The names of issuer and subject, as they stand in DER. */
  issuer: Uint8Array;
  subject: Uint8Array;
  /** The organisational units of the subject; Fabric says by one what a node is. */
  units: string[];
  /** Milliseconds since 1970. */
  notBefore: number;
  notAfter: number;
  key: { spki: Uint8Array; curve: Curve };
  isAuthority: boolean;
  /** Whether it may sign messages, and whether certificates; both where it does not say. */
  maySign: boolean;
  mayCertify: boolean;
}

/** Reads a certificate with an EC key. Throws `Malformed`. */
export function certificateIn(der: Uint8Array): Certificate {
  const [tbs, algorithm, signature, ...more] = partsOf(valueOf(der, TAG.SEQUENCE));
  const parts = partsOf(tbs);
  if (parts[0]?.tag !== VERSION || parts.length < 7 || more.length > 0)
    throw new Malformed('a certificate of X.509 version 3 is expected');
  const [, , inner, issuer, validity, subject, spki, ...rest] = parts;
  const hash = HASHES[oidOf(partsOf(algorithm)[0])];
  if (!hash || !isSameBytes(inner!.whole, algorithm!.whole))
    throw new Malformed('a certificate signed by ECDSA with SHA-256 or SHA-384 is expected');
  const [notBefore, notAfter, ...times] = partsOf(validity).map(timeOf);
  if (notAfter === undefined || times.length > 0) throw new Malformed('a certificate is valid from a time to another');
  const extensions = extensionsIn(rest);
  const constraints = extensions.get(OID.BASIC_CONSTRAINTS);
  const usage = extensions.get(OID.KEY_USAGE);
  const [usages = 0xff] = usage ? (usageIn(usage) ?? []) : [];
  const [isCa] = constraints ? partsOf(valueOf(constraints, TAG.SEQUENCE)) : [];
  return {
    ...{ der, hash, signature: bitsOf(signature), signed: tbs!.whole },
    ...{ issuer: issuer!.whole, subject: subject!.whole, units: unitsIn(subject!) },
    ...{ notBefore: notBefore!, notAfter },
    key: keyIn(spki!),
    isAuthority: isCa?.tag === TAG.BOOLEAN && isCa.content.length === 1 && isCa.content[0] === 0xff,
    maySign: (usages & 0x80) !== 0,
    mayCertify: (usages & 0x04) !== 0,
  };
}

/** Whether an authority has signed this certificate. */
export async function isIssuedBy(certificate: Certificate, authority: Certificate): Promise<boolean> {
  if (!authority.isAuthority || !authority.mayCertify || !isSameBytes(certificate.issuer, authority.subject))
    return false;
  const { raw } = signatureIn(certificate.signature, authority.key.curve);
  return verifies(authority.key, certificate.hash, certificate.signed, raw);
}

/** Whether a raw signature is this key's over data. */
export async function verifies(
  { spki, curve: { namedCurve } }: Certificate['key'],
  hash: string,
  data: Uint8Array,
  raw: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  try {
    const key = await subtle.importKey('spki', spki.slice(), { name: 'ECDSA', namedCurve }, false, ['verify']);
    return await subtle.verify({ name: 'ECDSA', hash }, key, raw, data.slice());
  } catch {
    // A key that is no point of its curve verifies nothing.
    return false;
  }
}

function keyIn(spki: Der): Certificate['key'] {
  const [algorithm] = partsOf(spki);
  const [kind, parameters] = partsOf(algorithm);
  const curve = oidOf(kind) === OID.EC_KEY ? CURVES[oidOf(parameters) as keyof typeof CURVES] : undefined;
  if (!curve) throw new Malformed('a key on P-256 or P-384 is expected');
  return { spki: spki.whole, curve };
}

function unitsIn(name: Der): string[] {
  return partsOf(name)
    .flatMap(({ tag, content }) => {
      if (tag !== TAG.SET) throw new Malformed('a name in DER is made of sets');
      return valuesIn(content);
    })
    .map((attribute) => partsOf(attribute))
    .filter(([type]) => oidOf(type) === OID.ORGANIZATIONAL_UNIT)
    .map(([, value]) => utf8(value?.content ?? new Uint8Array()));
}

function extensionsIn(rest: Der[]): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  const wrapped = rest.find(({ tag }) => tag === EXTENSIONS);
  for (const extension of wrapped ? partsOf(valueOf(wrapped.content, TAG.SEQUENCE)) : []) {
    const [type, ...said] = partsOf(extension);
    const [name, value] = [oidOf(type), said.at(-1)];
    if (value?.tag !== TAG.OCTET_STRING || said.length > 2 || found.has(name))
      throw new Malformed('an extension of a certificate is malformed, or stands twice');
    if (said.length === 2 && !UNDERSTOOD.has(name))
      throw new Malformed(`extension ${name} is critical and not known here`);
    found.set(name, value.content);
  }
  return found;
}

/** The first byte of a key's usages, in which signing and certifying stand. */
function usageIn(extension: Uint8Array): Uint8Array {
  const { content } = valueOf(extension, TAG.BIT_STRING);
  if ((content[0] ?? 8) > 7) throw new Malformed('key usages are a bit string');
  return content.subarray(1);
}

/** UTCTime and GeneralizedTime as RFC 5280 has them: in UTC, with seconds. */
function timeOf({ tag, content }: Der): number {
  const text = utf8(content);
  const digits = tag === TAG.UTC_TIME ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  if ((tag !== TAG.UTC_TIME && tag !== TAG.GENERALIZED_TIME) || Number.isNaN(time))
    throw new Malformed('a time in a certificate is not as RFC 5280 has it');
  return time;
}

const PEM = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----\r?\n?$/;

/** The one certificate of a PEM text, in DER. Throws `Malformed`. */
export function fromPem(text: string): Uint8Array {
  const body = PEM.exec(text)?.[1];
  if (body === undefined) throw new Malformed('one certificate in PEM is expected');
  return fromBase64(body.replaceAll(/[\r\n]/g, ''));
}

/** The bytes of base64. Throws `Malformed`. */
export function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw new Malformed('base64 is expected');
  }
}
