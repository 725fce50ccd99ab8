import { contractsFor } from '@fairway/chaincode';
import {
  officerPart,
  openDevelopmentIssuer,
  openGateway,
  watchTo,
  type DevelopmentIssuer,
  type Gateway,
} from '@fairway/gateway';
import type { Handle, PublicJwk } from '@fairway/model';
import { Participants } from '@fairway/sdk';
import { openEmbedded, type Actor, type EmbeddedNetwork } from '@fairway/test-network';
import { chromium, type Browser } from 'playwright-core';
import { networkOf } from '../network-of.ts';
import { worldOn, type World } from '../suites/world.ts';

/** The gateway's name in tokens. */
export const AUDIENCE = 'gateway-AR';

/** A member's gateway with the officers' page, the issuer with which they sign in, and a network behind it. */
export interface Officers {
  world: World;
  issuer: DevelopmentIssuer;
  gateway: Gateway;
  browser: Browser;
  /** The page's address. */
  page: string;
  close(): Promise<void>;
}

export async function openOfficers(): Promise<Officers> {
  const embedded: EmbeddedNetwork = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
  const issuer = await openDevelopmentIssuer();
  const ledger = embedded.ledger({ member: 'AR' });
  const members = [...embedded.members];
  const officer = { clientId: 'officer-page', resource: AUDIENCE, theme: 'bconnect' };
  const gateway = await openGateway({
    ...{ member: 'AR', channel: embedded.channel, ledger: () => ledger, watch: watchTo({ write: () => undefined }) },
    http: {
      ...{ host: '127.0.0.1', port: 0, members, oidc: { issuer: issuer.issuer, audience: AUDIENCE } },
      limits: { readsAMinute: 10_000, writesAMinute: 10_000 },
    },
    parts: [officerPart(officer, { member: 'AR', members, issuer: issuer.issuer })],
  });
  const world = await worldOn(networkOf(embedded));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return {
    ...{ world, issuer, gateway, browser, page: new URL('officer', gateway.url).href },
    async close() {
      await browser.close();
      await gateway.close();
      await issuer.close();
      await embedded.close();
    },
  };
}

/** Registers keys that officers of one office have made in browsers, as the registrar does with `participant register --key`. */
export async function registerKey(
  world: World,
  member: string,
  registrar: Actor,
  ...jwks: readonly PublicJwk[]
): Promise<Handle> {
  const args = {
    roles: ['aeo-officer' as const],
    office: 'Programa OEA',
    dueDiligence: { reference: 'EXP-2026-0007', on: '2026-01-15' },
    keys: jwks.map((jwk) => ({ jwk })),
  };
  const registry = new Participants(world.stage(member, registrar));
  return (await registry.register(member, args, { name: 'Legajo 7', identifiers: [] })).handle;
}

/** Sets what two signatories of an office sign together, as the registrar does with `participant set-signing`. */
export async function setSigning(world: World, handle: Handle, ...together: readonly string[]): Promise<void> {
  const dueDiligence = { reference: 'EXP-2026-0008', on: '2026-01-15' };
  await new Participants(world.stage('AR', world.registrar)).setSigning(handle, {
    together: [...together],
    dueDiligence,
  });
}
