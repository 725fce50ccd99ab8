import { projectionState } from '@fairway/gateway';
import { binaries, paths, status, type MemberHome, type NetworkStatus } from '@fairway/network';

/** How the members' nodes on this machine are; a gateway's height is that of the projection it keeps, beside its peers'. */
export async function seenStatus(homes: readonly MemberHome[]): Promise<NetworkStatus> {
  const seen = await status(homes, await binaries());
  const nodes = seen.nodes.map((one) => {
    const home = homes.find(({ layout }) => layout.id === one.member);
    const kept = one.node === 'gateway' && home ? projectionState(paths.projection(home)) : undefined;
    return kept ? { ...one, height: Number(kept.height) } : one;
  });
  return { ...seen, nodes };
}
