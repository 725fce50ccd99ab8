import { fileURLToPath } from 'node:url';
import type { Programs } from './network.js';
import { loadTopology, type Topology } from './topology.js';

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What the members of this repository's networks run besides Fabric, as `npm run build` makes it. */
export const PROGRAMS: Required<Programs> = {
  chaincode: file('chaincode/build/fairway-chaincode.cjs'),
  gateway: file('gateway/dist/main.js'),
};

/** A topology that Fairway ships: `bconnect`, `bconnect-raft` or `minimal`. Throws `TOPOLOGY_INVALID` for any other. */
export const shippedTopology = (name: string): Promise<Topology> =>
  loadTopology(file(`config/topologies/${name}.yaml`));
