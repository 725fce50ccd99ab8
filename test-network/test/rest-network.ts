import {
  openDevelopmentIssuer,
  openGateway,
  watchTo,
  type DevelopmentIssuer,
  type Gateway,
  type Part,
} from '@fairway/gateway';
import type { Call, Ledger } from '@fairway/sdk';
import { restLedger } from '@fairway/sdk/rest';
import type { EmbeddedNetwork } from '@fairway/test-network';

/** A gateway for each member of an embedded network, and the one issuer of tokens that they trust. */
export interface RestNetwork {
  issuer: DevelopmentIssuer;
  gateways: ReadonlyMap<string, Gateway>;
  /** What a gateway wrote to its log. */
  logged: string[];
  audienceOf(member: string): string;
  /** A ledger through a member's gateway, under a role. */
  ledger(member: string, role?: string, handle?: string): Ledger;
  close(): Promise<void>;
}

const UNLIMITED = { readsAMinute: 1_000_000, writesAMinute: 1_000_000 };

/** `projections`: the file of each member that keeps one. */
export async function openRest(
  embedded: EmbeddedNetwork,
  projections: Readonly<Record<string, string>> = {},
  partsOf: (member: string) => Part[] = () => [],
): Promise<RestNetwork> {
  const issuer = await openDevelopmentIssuer();
  const audienceOf = (member: string) => `gateway-${member}`;
  const logged: string[] = [];
  const gateways = new Map<string, Gateway>();
  for (const member of embedded.members) {
    const ledger = embedded.ledger({ member });
    const oidc = { issuer: issuer.issuer, audience: audienceOf(member) };
    const http = { host: '127.0.0.1', port: 0, members: [...embedded.members], oidc, limits: UNLIMITED };
    const projection = projections[member];
    const watch = watchTo({ write: (line) => void logged.push(line) });
    const options = { member, http, channel: embedded.channel, ledger: () => ledger, watch, parts: partsOf(member) };
    gateways.set(member, await openGateway({ ...options, ...(projection && { projection }) }));
  }
  return {
    issuer,
    gateways,
    logged,
    audienceOf,
    ledger(member, role = 'service', handle) {
      let token: Promise<string> | undefined;
      const claims = { roles: [role], audience: audienceOf(member), ...(handle === undefined ? {} : { handle }) };
      return restLedger({
        url: gateways.get(member)!.url,
        token: () => (token ??= issuer.token({ ...claims, expiresIn: 3600 })),
      });
    },
    async close() {
      await Promise.all([...gateways.values()].map((gateway) => gateway.close()));
      await issuer.close();
    },
  };
}

/** What a member's own service does at its own peer, and no gateway for anyone. */
const ITS_OWN = ['clock:tick', 'participant:keepSecret', 'participant:share', 'participant:unshare'];

/** A member's ledger as one of its own services has it: what is nobody's act at its peer, and all else through its gateway. */
export function besideGateway(rest: Ledger, peer: Ledger): Ledger {
  const endorsedAtPeer = new Set<string>();
  const isItsOwn = ({ transaction }: Call) => ITS_OWN.includes(transaction);
  return {
    evaluate: (call, deadline) => rest.evaluate(call, deadline),
    async endorse(call, deadline) {
      if (!isItsOwn(call)) return rest.endorse(call, deadline);
      const endorsed = await peer.endorse(call, deadline);
      endorsedAtPeer.add(endorsed.transactionId);
      return endorsed;
    },
    send: (endorsed, deadline) => (endorsedAtPeer.has(endorsed.transactionId) ? peer : rest).send(endorsed, deadline),
    outcome: (transactionId, deadline) => rest.outcome(transactionId, deadline),
    height: (deadline) => rest.height(deadline),
    blocks: (from, signal) => rest.blocks(from, signal),
    blocksWithPrivateData: (from, signal) => rest.blocksWithPrivateData(from, signal),
    close: () => rest.close(),
  };
}
