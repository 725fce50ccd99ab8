import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTopology, type Topology } from '@fairway/network';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** What the members' nodes run besides Fabric, as `npm run build` makes it. */
export const PROGRAMS = {
  chaincode: resolve(REPOSITORY, 'chaincode/build/fairway-chaincode.cjs'),
  gateway: resolve(REPOSITORY, 'gateway/dist/main.js'),
};

/** A topology by its file or, for those in config/topologies, by its name. */
export function topologyOf({ topology }: { topology: string }): Promise<Topology> {
  const isName = /^[a-z][a-z0-9-]*$/.test(topology);
  return loadTopology(isName ? resolve(REPOSITORY, 'config/topologies', `${topology}.yaml`) : topology);
}
