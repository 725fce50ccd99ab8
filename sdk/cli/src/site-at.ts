import { bodyWithin } from '@fairway/sdk';
import { Bytes32, demand, digestOf, type Digest } from '@fairway/model';
import { CliFailure } from './failure.js';

/** Bytes of a page's file, at most; milliseconds. */
const [LONGEST, TIMEOUT] = [4_000_000, 30_000];

/** A file's name: nothing that leads elsewhere. */
const NAME = /^[\w-]+(?:\.[\w-]+)+$/;

/** What a theme may say: two colours. Rules of style could hide a verdict, or write another over it. */
const THEME = /^:root\{--accent:#[0-9a-f]{6};--on-accent:#[0-9a-f]{6}\}\s*$/;

/**
 * Fetches a verification page as a browser does, and holds every file against its manifest: the manifest's digest, the
 * number of files, and the network whose roots it takes, which is the member's to say and stands beside. Throws
 * `SITE_DIFFERS` where a file is another than the manifest says, or more than colours is decided, and `GATEWAY_UNREACHABLE`.
 */
export async function siteAt(address: URL): Promise<{ manifest: Digest; files: number; network: Digest }> {
  const base = address.href.replace(/\/$/, '');
  const bytes = await given(`${base}/manifest.json`);
  const digests = digestsIn(bytes);
  for (const [name, digest] of digests) {
    const file = await given(name === 'index.html' ? base : `${base}/${name}`);
    demand(
      Buffer.from(digestOf(file), 'base64url').toString('hex') === digest,
      'SITE_DIFFERS',
      `${name} at ${address.host} is another than its manifest says`,
    );
  }
  const differs = (name: string) => `${name} at ${address.host} decides something else than such files do`;
  const theme = new TextDecoder().decode(await given(`${base}/theme.css`));
  demand(THEME.test(theme), 'SITE_DIFFERS', differs('theme.css'));
  const network = networkIn(await given(`${base}/settings.json`));
  demand(network !== undefined, 'SITE_DIFFERS', differs('settings.json'));
  return { manifest: digestOf(bytes), files: digests.length, network };
}

function networkIn(settings: Uint8Array): Digest | undefined {
  try {
    const { network } = JSON.parse(new TextDecoder().decode(settings)) as { network?: unknown };
    return Bytes32.safeParse(network).data;
  } catch {
    return undefined;
  }
}

function digestsIn(manifest: Uint8Array): [name: string, digest: unknown][] {
  const isNamed = ([name]: [string, unknown]) => NAME.test(name);
  try {
    const entries = Object.entries(JSON.parse(new TextDecoder().decode(manifest)) as object);
    if (entries.length > 0 && entries.length <= 64 && entries.every(isNamed)) return entries;
  } catch {
    // It is none.
  }
  throw new CliFailure('GATEWAY_UNREACHABLE', 'there is no verification page: a manifest of 1 to 64 files is expected');
}

async function given(address: string): Promise<Uint8Array> {
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) }).catch(
    (cause: Error) => {
      throw new CliFailure('GATEWAY_UNREACHABLE', `nothing answers at ${address} (${cause.message})`, { cause });
    },
  );
  const bytes = response.ok ? await bodyWithin(response, LONGEST) : undefined;
  if (bytes) return bytes;
  throw new CliFailure(
    'GATEWAY_UNREACHABLE',
    `${address} gives no file of at most ${LONGEST} bytes (${response.status})`,
  );
}
