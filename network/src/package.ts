import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** A chaincode package and the id that Fabric knows it by. */
export interface ChaincodePackage {
  label: string;
  /** `label:sha256`. */
  id: string;
  bytes: Uint8Array;
}

/** The SHA-256 of a chaincode bundle, hex. */
export async function bundleDigest(bundle: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(bundle), hash);
  return hash.digest('hex');
}

/** What a bundle is called in labels and definitions: the first 16 digits of its digest. */
export const versionOf = (digest: string): string => digest.slice(0, 16);

/**
 * The package of a namespace's chaincode as a service.
 *
 * It names the address at which the member serves it, and in its label the bundle's digest; the same input gives the
 * same bytes.
 */
export async function chaincodePackage(namespace: string, digest: string, address: string): Promise<ChaincodePackage> {
  const label = `${namespace}_${versionOf(digest)}`;
  const code = await archive({ 'connection.json': JSON.stringify({ address, dial_timeout: '10s' }) });
  const bytes = await archive({ 'code.tar.gz': code, 'metadata.json': JSON.stringify({ type: 'ccaas', label }) });
  return { label, id: `${label}:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}

/** gzip's header names the system that packed it, in its tenth byte: 255 is "unknown". */
const GZIP_SYSTEM = 9;

async function archive(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  const tar = pack();
  for (const [name, content] of Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1)))
    tar.entry({ name, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) }, Buffer.from(content));
  tar.finalize();
  const bytes = gzipSync(await buffer(tar));
  bytes[GZIP_SYSTEM] = 255;
  return bytes;
}
