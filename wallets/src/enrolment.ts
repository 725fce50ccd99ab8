import { createHash, createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { p256 } from '@noble/curves/nist.js';
import type { TokenSigner } from 'fabric-ca-client/lib/FabricCAClient.js';
import { certificateRequest, certifiedAs, type Subject } from './certificate-request.js';
import { WalletError } from './wallet-error.js';

/** A node's or a service's X.509 identity as its CA issued it. */
export interface EnrolledIdentity {
  /** The member's MSP, where the holder says so; the CA does not know it. */
  mspId?: string;
  /** The leaf certificate, PEM. */
  certificate: string;
  /** PKCS#8 PEM; made here, never sent anywhere. */
  privateKey: string;
  /** The CA's chain, PEM. */
  caCertificates: string;
}

/** What nodes and services need of a certificate authority. Every method throws a `WalletError`. */
export interface CertificateAuthority {
  /** Makes a P-256 key and has it certified for a registered id. fabric-ca accepts no common name but the id. */
  enrol(request: {
    id: string;
    secret: string;
    profile?: 'tls';
    hosts?: string[];
    commonName?: string;
    attributes?: string[];
  }): Promise<EnrolledIdentity>;
  /** A new key and certificate with the subject, hosts, purpose and attributes of the present one, unless said otherwise. */
  reenrol(identity: EnrolledIdentity, request?: { profile?: 'tls'; hosts?: string[] }): Promise<EnrolledIdentity>;
  /** Makes an id known to the CA; answers with the secret it enrols with. */
  register(
    registrar: EnrolledIdentity,
    request: {
      id: string;
      secret?: string;
      type: 'peer' | 'orderer' | 'client' | 'admin';
      affiliation?: string;
      attributes?: { name: string; value: string; ecert?: boolean }[];
      /** How often the secret serves; -1 without limit. Default 1. */
      maxEnrollments?: number;
    },
  ): Promise<string>;
  /**
   * Revokes one certificate (`serial` and `aki`, see `certificateId`) or an id with all of its certificates, and
   * answers with the CA's whole list. Repeating it is no error. Peers learn of it through the channel configuration.
   */
  revoke(
    registrar: EnrolledIdentity,
    request: { id?: string; serial?: string; aki?: string; reason?: string },
  ): Promise<{ crl: string }>;
}

/** A fabric-ca server. `url` is https; `tlsRoots` are the PEM roots it is trusted under, nothing else is. */
export function fabricCa(options: { url: string; caName?: string; tlsRoots: string }): CertificateAuthority {
  const call = caller(options);

  const certify = async (
    api: 'enroll' | 'reenroll',
    subject: Subject,
    hosts: readonly string[],
    request: object,
    authentication: Authentication,
  ): Promise<EnrolledIdentity> => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const body = { certificate_request: certificateRequest(key, subject, hosts), ...request };
    const answer = await call<{ Cert: string; ServerInfo: { CAChain: string } }>(api, body, authentication);
    return {
      certificate: decoded(answer.Cert),
      privateKey: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      caCertificates: decoded(answer.ServerInfo.CAChain),
    };
  };

  return {
    enrol: ({ id, secret, profile, hosts = [], commonName = id, attributes }) =>
      certify(
        'enroll',
        [[{ type: 'CN', value: commonName, ds: 'utf8' }]],
        hosts,
        {
          ...(profile && { profile }),
          ...(attributes && { attr_reqs: attributes.map((name) => ({ name, optional: false })) }),
        },
        { id, secret },
      ),

    async reenrol(identity, request = {}) {
      const present = certifiedAs(identity.certificate);
      const profile = request.profile ?? present.profile;
      const renewed = await certify(
        'reenroll',
        present.subject,
        request.hosts ?? present.hosts,
        { ...(profile && { profile }), attr_reqs: present.attributes.map((name) => ({ name, optional: true })) },
        { identity },
      );
      return identity.mspId === undefined ? renewed : { mspId: identity.mspId, ...renewed };
    },

    async register(registrar, { id, secret, type, affiliation = '', attributes = [], maxEnrollments = 1 }) {
      const body = {
        id,
        type,
        affiliation,
        attrs: attributes,
        max_enrollments: maxEnrollments,
        ...(secret !== undefined && { secret }),
      };
      return (await call<{ secret: string }>('register', body, { identity: registrar })).secret;
    },

    async revoke(registrar, request) {
      const authentication = { identity: registrar };
      try {
        const { CRL } = await call<{ CRL?: string }>('revoke', { ...request, gencrl: true }, authentication);
        if (CRL) return { crl: decoded(CRL) };
      } catch (error) {
        if (caErrorCode(error) !== CA_CODE.alreadyRevoked) throw error;
      }
      return { crl: decoded((await call<{ CRL: string }>('gencrl', {}, authentication)).CRL) };
    },
  };
}

type Authentication = { id: string; secret: string } | { identity: EnrolledIdentity };

/** fabric-ca's own error numbers (lib/caerrors). */
const CA_CODE = {
  authentication: 20,
  alreadyRevoked: 66,
  authorization: 71,
  passwordAttempts: 73,
  duplicate: 74,
} as const;

/** Milliseconds without a byte from the CA; fabric-ca-client's 3 s are short for a machine that starts five CAs. */
const SILENCE = 30_000;

function caller(options: { url: string; caName?: string; tlsRoots: string }) {
  const url = new URL(options.url);
  const agent = new Agent({ ca: options.tlsRoots });
  const client = async () => {
    // Loaded on first use: it brings fabric-common with it, which takes longer to load than a call to the CA.
    const [{ default: FabricCaClient }, fabricCommon] = await Promise.all([
      import('fabric-ca-client/lib/FabricCAClient.js'),
      import('fabric-common'),
    ]);
    fabricCommon.Utils.setConfigSetting('connection-timeout', SILENCE);
    return new FabricCaClient(
      {
        protocol: 'https',
        hostname: url.hostname,
        port: Number(url.port || 443),
        ...(options.caName !== undefined && { caname: options.caName }),
        tlsOptions: { trustedRoots: [options.tlsRoots], verify: true },
      },
      { hash: (message) => createHash('sha256').update(message).digest('hex') },
    );
  };

  /** The CA's chain, which it shows to anyone. */
  const issuers = async (): Promise<string> =>
    decoded(
      ((await (await client()).request('POST', 'cainfo', undefined, {}, { agent })).result as { CAChain: string })
        .CAChain,
    );

  return async <Answer>(api: string, body: object, authentication: Authentication): Promise<Answer> => {
    const signer = 'identity' in authentication ? tokenSigner(authentication.identity) : undefined;
    const auth = 'secret' in authentication ? { auth: `${authentication.id}:${authentication.secret}` } : {};
    try {
      return (await (await client()).request('POST', api, signer, body, { agent, ...auth })).result as Answer;
    } catch (error) {
      throw await walletError(error, options.url, authentication, issuers);
    }
  };
}

/** fabric-ca, like the peers, takes signatures with a low s only. */
function tokenSigner(identity: EnrolledIdentity): TokenSigner {
  const scalar = Buffer.from(createPrivateKey(identity.privateKey).export({ format: 'jwk' }).d!, 'base64url');
  return {
    _certificate: identity.certificate,
    sign: (message) => Buffer.from(p256.sign(Buffer.from(message), scalar, { lowS: true, format: 'der' })),
  };
}

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString();

interface CaRefusal {
  errors?: { code: number; message: string }[];
}

function caErrorCode(error: unknown): number | undefined {
  const cause = error instanceof WalletError ? error.cause : error;
  return (cause as CaRefusal).errors?.[0]?.code;
}

async function walletError(
  error: unknown,
  url: string,
  authentication: Authentication,
  issuers: () => Promise<string>,
): Promise<WalletError> {
  const refusal = (error as CaRefusal).errors?.[0];
  if (!refusal) {
    return new WalletError(
      'CA_UNREACHABLE',
      `the CA at ${url} does not answer (${error instanceof Error ? error.message : String(error)}); see that it runs and that the TLS roots are its own`,
      { cause: error },
    );
  }
  switch (refusal.code) {
    case CA_CODE.authentication:
    case CA_CODE.passwordAttempts:
      return 'identity' in authentication
        ? rejectedIdentity(authentication.identity, await issuers(), error)
        : new WalletError(
            'CA_AUTHENTICATION_FAILED',
            `the CA does not let ${authentication.id} enrol: the secret is wrong or used up, or the id is unknown or revoked`,
            { cause: error },
          );
    case CA_CODE.authorization:
      return new WalletError(
        'CA_AUTHORIZATION_FAILED',
        'the CA does not let this registrar do this; its hf.* attributes say what it may',
        {
          cause: error,
        },
      );
    case CA_CODE.duplicate:
      return new WalletError('IDENTITY_ALREADY_REGISTERED', `${refusal.message}; enrol it, or take another id`, {
        cause: error,
      });
    default:
      return new WalletError('CA_REFUSED', refusal.message, { cause: error });
  }
}

/** fabric-ca says only "Authentication failure", whatever the reason: what can be seen here is ruled out first. */
function rejectedIdentity(identity: EnrolledIdentity, issuers: string, cause: unknown): WalletError {
  const certificate = new X509Certificate(identity.certificate);
  if (certificate.validToDate < new Date()) {
    return new WalletError(
      'CERTIFICATE_EXPIRED',
      `the certificate expired on ${certificate.validToDate.toISOString()}; enrol anew`,
      { cause },
    );
  }
  if (!certificate.checkPrivateKey(createPrivateKey(identity.privateKey))) {
    return new WalletError('KEY_MISMATCH', 'the private key does not belong to the certificate', { cause });
  }
  if (!certificate.checkIssued(new X509Certificate(issuers))) {
    return new WalletError('CERTIFICATE_FOREIGN', 'this CA did not issue the certificate; ask the one that did', {
      cause,
    });
  }
  return new WalletError(
    'CERTIFICATE_REVOKED',
    'the CA no longer accepts this certificate: it is revoked; enrol anew under an id that is not',
    { cause },
  );
}
