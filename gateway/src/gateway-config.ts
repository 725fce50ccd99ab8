import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Bytes32, Handle, Member, check, isSecure } from '@fairway/model';
import { MAX_STATEMENT_SIGNERS } from '@fairway/model/document';
import * as z from 'zod';
import { TOKEN_ALGORITHMS } from './http/bearer.js';

const File = z.string().min(1);

const isOrigin = (address: string): boolean => isSecure(address) && new URL(address).origin === address;
const addressOf = (what: string) =>
  z.url().refine(isSecure, { error: `${what} is reached by https, or on this machine` });

const Port = z.int().min(0).max(65_535);
const Count = z.int().min(1).max(1_000_000).optional();

const HttpSection = z.strictObject({
  /** Where it listens: on this machine only, unless it is told otherwise; TLS is a proxy's before it. */
  host: z.string().min(1).default('127.0.0.1'),
  port: Port,
  /** The network's members, who endorse beside the owner of a record. */
  members: z.array(Member).min(1),
  /** The issuer of tokens for reading; absent: nothing is read but what anyone may. */
  oidc: z
    .strictObject({
      issuer: addressOf('an issuer'),
      audience: z.string().min(1),
      algorithms: z.array(z.enum(TOKEN_ALGORITHMS)).min(1).optional(),
      rolesClaim: z.string().min(1).optional(),
      handleClaim: z.string().min(1).optional(),
    })
    .optional(),
  limits: z
    .strictObject({ readsAMinute: Count, writesAMinute: Count, bodyBytes: Count, atOnce: Count, streams: Count })
    .optional(),
  /**
   * The officers, carriers and forwarders whose statements readers without a network are to check; absent: all that the
   * projection has, the member's own first; without one none.
   */
  statements: z.array(Handle).max(MAX_STATEMENT_SIGNERS).optional(),
  /** Where metrics, health and readiness are asked by the member's own monitoring; absent: nowhere. */
  monitoring: z.strictObject({ host: z.string().min(1).default('127.0.0.1'), port: Port }).optional(),
  /** The proxies before it, by address or network, whose word for the asker's address is taken. */
  trustedProxies: z.array(z.string().min(1)).optional(),
});

const ProjectionSection = z.strictObject({ file: File, members: z.array(z.string().min(1)).min(1) });

const BlobsSection = z.strictObject({
  /** A directory of the member's own. */
  directory: File.optional(),
  /** Or a bucket of an S3-compatible store. */
  s3: z
    .strictObject({
      endpoint: addressOf('a store'),
      bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
      region: z.string().regex(/^[a-z0-9-]{1,64}$/),
      prefix: z
        .string()
        .regex(/^(?:[A-Za-z0-9_-]+\/)*$/)
        .optional(),
      /** A JSON file with accessKeyId and secretAccessKey, read anew for each request. */
      credentials: File,
    })
    .optional(),
  /** The network's members, whose bills' envelopes are kept. */
  members: z.array(Member).min(1),
  /** Other members' gateways, `https://…/`, from which comes what is lost, and what was deposited there alone. */
  others: z.array(addressOf('a gateway')).optional(),
  /** The file in which is kept which blobs bills ask for; absent: that is learnt from the first block at each start. */
  index: File.optional(),
  /** Seconds from one look at all blobs, for what is lost, to the next. */
  lookSeconds: z.number().positive().max(604_800).default(86_400),
  /** Looks in which all blobs are read to their ends once, for what is changed. */
  looksToRead: z.int().min(1).max(1_000).default(30),
});

const DocumentsSection = z.strictObject({ index: File });

const PagesSection = z.strictObject({
  /** A theme of config/themes. */
  theme: z.string().min(1).optional(),
  /** Where verifiers reach this gateway; absent: where who saves the page has asked. */
  address: addressOf('a gateway').optional(),
  /** Other members' gateways, which the page asks where this one gives no answer. */
  gateways: z.record(Member, addressOf('a gateway')).optional(),
  /** The network's digest that the page pins; absent: that of the member's own ledger. */
  network: Bytes32.optional(),
});

const OfficerSection = z.strictObject({
  /** The page's name at the issuer: a public client that comes back to `/officer`. */
  clientId: z.string().min(1),
  scope: z.string().min(1).optional(),
  /** The gateway's name in tokens, for issuers that are told it (RFC 8707). */
  resource: z.string().min(1).optional(),
  /** Origins of the issuer's endpoints where they are not its own. */
  origins: z.array(z.url().refine(isOrigin, { error: 'an origin is accepted, as https://login.example' })).optional(),
  /** A theme of config/themes. */
  theme: z.string().min(1).optional(),
});

const WebhooksSection = z.strictObject({
  /** The file that subscriptions and the log of changes are kept in. */
  file: File,
  /** The network's members. */
  members: z.array(Member).min(1),
  /** Where a new log begins: with what comes next, or with the first block. */
  from: z.enum(['next', 'first']).default('next'),
  /** Private networks that may be posted to, as `10.20.0.0/16`. */
  networks: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
  /** Whether this machine may be posted to, also by http: for development. */
  loopback: z.boolean().default(false),
  /** PEM files of roots that are trusted for subscribers beside the system's. */
  roots: z.array(File).default([]),
  /** How often an event is tried, and how long between; absent: for about a day. */
  retries: z
    .strictObject({
      firstSeconds: z.number().positive().max(3_600),
      mostSeconds: z.number().positive().max(86_400),
      attempts: z.int().min(1).max(1_000),
    })
    .optional(),
});

const GatewayFile = z
  .strictObject({
    /** The member's MSP id. */
    member: z.string().min(1),
    /** The chaincode name whose clock is kept. */
    namespace: z.string().min(1),
    channel: z.string().min(1),
    /** The member's service; certificate and PKCS#8 key are PEM files. */
    identity: z.strictObject({ mspId: z.string().min(1), certificate: File, privateKey: File }),
    /** The member's own peers, `host:port`, with the PEM file of their TLS roots. */
    peers: z.array(z.strictObject({ mspId: z.string().min(1), endpoint: z.string().min(1), tlsRoots: File })).min(1),
    /** Seconds from one tick to the next; a clock older than twelve minutes refuses acts. */
    tickSeconds: z.number().positive().max(600).default(300),
    /** The file that the member's projection is kept in, and the network's members; absent: none is kept. */
    projection: ProjectionSection.optional(),
    /** Where the blobs of bills' envelopes are kept; absent: none are. */
    blobs: BlobsSection.refine(({ directory, s3 }) => (directory === undefined) !== (s3 === undefined), {
      error: 'blobs are kept in a directory, or by s3',
    }).optional(),
    /** The file in which the addresses of encrypted documents are kept, whose bytes are among the blobs; absent: none are. */
    documents: DocumentsSection.optional(),
    /** The verification page; absent: there is none. */
    pages: PagesSection.optional(),
    /** The page on which officers sign, who sign in at the issuer of `http.oidc`; absent: there is none. */
    officer: OfficerSection.optional(),
    /** How the world reaches the member; absent: it does not. */
    http: HttpSection.optional(),
    /** Where changes are posted to whoever subscribes; absent: nowhere. */
    webhooks: WebhooksSection.optional(),
  })
  .refine(({ documents, blobs }) => documents === undefined || blobs !== undefined, {
    error: 'encrypted documents are kept among the blobs; say where those are',
    path: ['documents'],
  })
  .refine(({ officer, http }) => officer === undefined || http?.oidc !== undefined, {
    error: 'officers sign in at the issuer whose tokens the gateway takes; say which, in http.oidc',
    path: ['officer'],
  });

const { monitoring: _, ...httpSettings } = HttpSection.omit({ port: true, members: true }).partial().shape;

/**
 * What a member decides of its gateway, by section; `network/` adds what follows from the topology and the home: ports,
 * members, files. The JSON Schema of it is config/gateways/gateway-settings.schema.json.
 */
export const GatewaySettings = z.strictObject({
  http: z
    .strictObject({ ...httpSettings, monitoring: z.strictObject({ host: z.string().min(1) }).optional() })
    .optional(),
  projection: ProjectionSection.partial().optional(),
  blobs: BlobsSection.partial().optional(),
  documents: DocumentsSection.partial().optional(),
  pages: PagesSection.optional(),
  /** Where it stands, the officers' page is served. */
  officer: OfficerSection.optional(),
  /** Where it stands, even empty, changes are posted to who subscribes. */
  webhooks: WebhooksSection.partial().optional(),
});
export type GatewaySettings = z.infer<typeof GatewaySettings>;

/** What a member's service process needs to know. */
export type GatewayConfig = z.infer<typeof GatewayFile>;

/** Reads a service process's JSON file; paths in it are taken from the file's own folder. Throws a `Refusal` with the path of what is wrong. */
export function readGatewayConfig(file: string): GatewayConfig {
  const config = check(GatewayFile, JSON.parse(readFileSync(file, 'utf8')));
  const from = (path: string) => resolve(dirname(file), path);
  return {
    ...config,
    identity: {
      ...config.identity,
      certificate: from(config.identity.certificate),
      privateKey: from(config.identity.privateKey),
    },
    peers: config.peers.map((peer) => ({ ...peer, tlsRoots: from(peer.tlsRoots) })),
    ...(config.blobs && {
      blobs: {
        ...config.blobs,
        ...(config.blobs.directory !== undefined && { directory: from(config.blobs.directory) }),
        ...(config.blobs.index !== undefined && { index: from(config.blobs.index) }),
        ...(config.blobs.s3 && { s3: { ...config.blobs.s3, credentials: from(config.blobs.s3.credentials) } }),
      },
    }),
    ...(config.documents && { documents: { index: from(config.documents.index) } }),
    ...(config.projection && { projection: { ...config.projection, file: from(config.projection.file) } }),
    ...(config.webhooks && {
      webhooks: { ...config.webhooks, file: from(config.webhooks.file), roots: config.webhooks.roots.map(from) },
    }),
  };
}
