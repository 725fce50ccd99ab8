import { loadTopology, shippedTopology, type Topology } from '@fairway/network';

/** A topology by its file or, for those in config/topologies, by its name. */
export function topologyOf({ topology }: { topology: string }): Promise<Topology> {
  const isName = /^[a-z][a-z0-9-]*$/.test(topology);
  return isName ? shippedTopology(topology) : loadTopology(topology);
}
