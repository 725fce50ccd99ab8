import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bindAddress, type Daemon } from './daemon.js';
import { NetworkFailure } from './failure.js';
import { exists, intoPlace, writeWhole } from './files.js';
import { type MemberHome, paths } from './home.js';
import { bundleDigest, type ChaincodePackage, chaincodePackage, versionOf } from './package.js';

/** The bundle that a member runs: the same code for every namespace, an instance and a port each. */
export interface Deployment {
  /** The first 16 digits of the bundle's SHA-256, which the label and the definition's version carry. */
  version: string;
  packages: Readonly<Record<string, ChaincodePackage>>;
}

const bundleFile = (home: MemberHome) => join(paths.node(home, 'chaincode'), 'chaincode.cjs');
const configFile = (home: MemberHome) => join(paths.node(home, 'chaincode'), 'config.json');

/**
 * Takes a chaincode bundle into a member's home and makes its packages; the process that runs from there is
 * chaincodeDaemon's. Throws `PROGRAM_MISSING`.
 */
export async function prepareChaincode(home: MemberHome, bundle: string): Promise<Deployment> {
  const folder = paths.node(home, 'chaincode');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await exists(bundle)))
    throw new NetworkFailure(
      'PROGRAM_MISSING',
      `the chaincode bundle ${bundle} is missing; build it with npm run build`,
    );
  await intoPlace(bundleFile(home), (unfinished) => copyFile(bundle, unfinished));
  const deployment = await presentDeployment(home);
  for (const file of await readdir(paths.packages(home))) await rm(join(paths.packages(home), file));
  for (const [namespace, { bytes }] of Object.entries(deployment.packages))
    await writeWhole(packageFile(home, namespace), bytes);

  const { chaincodePorts } = home.layout;
  const tls = paths.tls(home, 'chaincode');
  const config = {
    serve: Object.entries(chaincodePorts).map(([name, port]) => ({
      name,
      packageId: deployment.packages[name]!.id,
      address: `${bindAddress(home)}:${port}`,
      tls: {
        key: join(tls, 'key.pem'),
        certificate: join(tls, 'certificate.pem'),
        // Peers of this member only.
        clientRoots: join(tls, 'ca.pem'),
      },
    })),
  };
  await writeWhole(configFile(home), JSON.stringify(config, null, 2));
  return deployment;
}

/** What a member would serve with the bundle in its home. */
export async function presentDeployment(home: MemberHome): Promise<Deployment> {
  const digest = await bundleDigest(bundleFile(home));
  const { host, chaincodePorts } = home.layout;
  const packages = await Promise.all(
    Object.entries(chaincodePorts).map(
      async ([namespace, port]) => [namespace, await chaincodePackage(namespace, digest, `${host}:${port}`)] as const,
    ),
  );
  return { version: versionOf(digest), packages: Object.fromEntries(packages) };
}

/** Where the package of a namespace lies in a home. */
export const packageFile = (home: MemberHome, namespace: string): string =>
  join(paths.packages(home), `${namespace}.tar.gz`);

export function chaincodeDaemon(home: MemberHome): Daemon {
  return {
    name: 'chaincode',
    program: process.execPath,
    args: [bundleFile(home), '--config', configFile(home)],
    env: {},
    ports: Object.values(home.layout.chaincodePorts),
  };
}

/** The packages a home's chaincode process answers for, by namespace, as its configuration has them. */
export async function servedPackages(home: MemberHome): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(configFile(home), 'utf8').catch(() => '{"serve":[]}');
  const { serve } = JSON.parse(text) as { serve: { name: string; packageId: string }[] };
  return Object.fromEntries(serve.map(({ name, packageId }) => [name, packageId]));
}
