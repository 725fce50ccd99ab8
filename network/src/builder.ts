import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './files.js';
import { type MemberHome, paths } from './home.js';
import { readTls } from './identities.js';
import type { PeerLayout } from './layout.js';

/**
 * Fabric's external builder for chaincode that runs as a service: the package names the address, and the peer adds its
 * own client certificate when it takes the package in, so that no package holds a key.
 */
const SCRIPTS = {
  detect: `#!/bin/sh
grep -q '"type":"ccaas"' "$2/metadata.json"
`,
  build: `#!/bin/sh
set -eu
cp "$1/connection.json" "$3/connection.json"
`,
  release: `#!/bin/sh
set -eu
umask 077
mkdir -p "$2/chaincode/server"
{
  sed 's/}[[:space:]]*$/,/' "$1/connection.json"
  cat "$(dirname "$0")/../tls.json" | sed 's/^{//'
} > "$2/chaincode/server/connection.json"
`,
};

/** Writes a peer's builder, with the peer's present TLS certificate in it. */
export async function writeBuilder(home: MemberHome, peer: PeerLayout): Promise<void> {
  const bin = join(paths.node(home, peer.name), 'builder', 'bin');
  await mkdir(bin, { recursive: true, mode: 0o700 });
  for (const [name, script] of Object.entries(SCRIPTS)) await writeFile(join(bin, name), script, { mode: 0o700 });
  await writeWhole(join(bin, '..', 'tls.json'), JSON.stringify(await connectionTls(home, peer)));
}

/** Gives a peer's present TLS certificate to the packages that it has taken in already. */
export async function rewriteConnections(home: MemberHome, peer: PeerLayout): Promise<void> {
  const builds = join(paths.node(home, peer.name), 'data', 'externalbuilder', 'builds');
  for (const build of await readdir(builds).catch(() => [])) {
    const path = join(builds, build, 'release', 'chaincode', 'server', 'connection.json');
    const connection = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeWhole(path, JSON.stringify({ ...connection, ...(await connectionTls(home, peer)) }));
  }
}

async function connectionTls(home: MemberHome, peer: PeerLayout): Promise<object> {
  const { certificate, privateKey, caCertificates } = await readTls(home, peer.name);
  return {
    tls_required: true,
    client_auth_required: true,
    client_cert: certificate,
    client_key: privateKey,
    root_cert: caCertificates,
  };
}
