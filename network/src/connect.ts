import type { FabricOptions } from '@fairway/sdk/fabric';
import { readIdentity } from './identities.js';
import { knownIntroductions } from './introduction.js';
import type { MemberHome } from './home.js';

/** What a client of a member needs to speak to the network. */
export interface Connection extends FabricOptions {
  member: string;
  /** All members' peers, for asking each by itself. */
  members: { mspId: string; rootCertificate: string; endpoints: string[] }[];
}

/** A member's connection: its own peers and, for its service, the identity it is known by. */
export async function connectionOf(home: MemberHome, identity = 'gateway'): Promise<Connection> {
  const known = await knownIntroductions(home);
  const members = known.map(({ member, host, rootCertificate, peers }) => ({
    mspId: member,
    rootCertificate,
    endpoints: peers.map(({ port }) => `${host}:${port}`),
  }));
  const own = members.find(({ mspId }) => mspId === home.layout.id)!;
  const { certificate, privateKey } = await readIdentity(home, identity);
  return {
    member: home.layout.id,
    channel: home.topology.channel,
    identity: { mspId: home.layout.id, certificate, privateKey },
    peers: own.endpoints.map((endpoint) => ({ endpoint, tlsRoots: own.rootCertificate })),
    members,
  };
}
