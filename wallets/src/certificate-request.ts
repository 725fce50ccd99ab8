import { sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import jsrsasign from 'jsrsasign';

const { ASN1HEX, KJUR, X509 } = jsrsasign;

/** X.500 attributes by name and value, in the order of the certificate. */
export type Subject = { type: string; value: string; ds: string }[][];

/** A PKCS#10 request in PEM for an EC P-256 key; the key signs, and is not handed to the encoder. */
export function certificateRequest(
  key: { privateKey: KeyObject; publicKey: KeyObject },
  subject: Subject,
  hosts: readonly string[],
): string {
  const content = {
    subject: { array: subject },
    sbjpubkey: key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sigalg: 'SHA256withECDSA',
    extreq:
      hosts.length === 0
        ? []
        : [{ extname: 'subjectAltName', array: hosts.map((host) => (isIP(host) ? { ip: host } : { dns: host })) }],
  };
  const toBeSigned = Buffer.from(new KJUR.asn1.csr.CertificationRequestInfo(content).tohex(), 'hex');
  const sighex = sign('sha256', toBeSigned, key.privateKey).toString('hex');
  return new KJUR.asn1.csr.CertificationRequest({ ...content, sighex }).getPEM();
}

/** What a renewal asks for again: the subject, the hosts, the purpose, and the fabric-ca attributes. */
export interface CertifiedAs {
  subject: Subject;
  hosts: string[];
  profile?: 'tls';
  attributes: string[];
}

const SERVER_AUTH = 'serverAuth';
const FABRIC_CA_ATTRIBUTES = '1.2.3.4.5.6.7.8.1';

/** Reads from a PEM certificate what its renewal has to ask for; organisational units are left to the CA. */
export function certifiedAs(certificate: string): CertifiedAs {
  const x509 = new X509();
  x509.readCertPEM(certificate);
  const names = x509.getExtSubjectAltName()?.array ?? [];
  const attributes = x509.getExtInfo(FABRIC_CA_ATTRIBUTES);
  return {
    subject: x509.getSubject().array.filter((name) => name[0]?.type !== 'OU'),
    hosts: names.flatMap((name) => Object.values(name)),
    ...(x509.getExtExtKeyUsage()?.array.includes(SERVER_AUTH) ? { profile: 'tls' } : {}),
    attributes: attributes ? attributeNames(x509.hex, attributes.vidx) : [],
  };
}

/** fabric-ca puts bare JSON into the extension, so its length stands only in the octet string's header before it. */
function attributeNames(certificateHex: string, index: number): string[] {
  const start = [10, 8, 6, 4]
    .map((header) => index - header)
    .find((start) => certificateHex.startsWith('04', start) && ASN1HEX.getVidx(certificateHex, start) === index)!;
  const json = Buffer.from(ASN1HEX.getV(certificateHex, start), 'hex').toString('utf8');
  return Object.keys((JSON.parse(json) as { attrs?: Record<string, string> }).attrs ?? {});
}

/** How a CA and a revocation name one certificate: serial number and authority key identifier, hex. */
export function certificateId(certificate: string): { serial: string; aki: string } {
  const x509 = new X509();
  x509.readCertPEM(certificate);
  return { serial: x509.getSerialNumberHex(), aki: x509.getExtAuthorityKeyIdentifier().kid.hex };
}
