import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval as every } from 'node:timers/promises';
import { authorityRoot, firstTick, PROGRAMS, shippedTopology } from '@fairway/network';
import { openLocal, type LocalNetwork } from '@fairway/test-network';
import type { Ledger } from '@fairway/sdk';
import type { AttestingNetwork } from '../test/suites/index.ts';

/** Milliseconds between ticks, as often as members' gateways do it. */
const TICK_EVERY = 5 * 60_000;

/**
 * Brings a shipped topology up for suites, and takes it away after them. No gateways run: five that follow the ledger
 * take a tenth of the processors' time (they have suites of their own), so the clocks are kept here.
 */
export function onReal(
  topology: string,
  /** Ports of its own, so that a network that someone runs here does not stand in the way. */
  basePort: number,
  suites: (network: () => AttestingNetwork) => void,
): void {
  describe(`On a real Fabric network, ${topology}`, function () {
    this.timeout(120_000);
    let root: string;
    let local: LocalNetwork;
    let network: AttestingNetwork;
    const end = new AbortController();
    let ticking: Promise<void> | undefined;
    const tick = async (): Promise<void> => {
      for await (const _ of every(TICK_EVERY, undefined, { signal: end.signal }))
        await Promise.all([...local.homes.values()].map((home) => firstTick(home)));
    };
    before(async () => {
      root = mkdtempSync(join(tmpdir(), 'fairway-behaviour-'));
      const programs = { chaincode: PROGRAMS.chaincode };
      local = await openLocal({ topology: { ...(await shippedTopology(topology)), basePort }, root, programs });
      const members = local.members.toSorted((a, b) => Number(b === 'AR') - Number(a === 'AR'));
      const roots = new Map<string, string>();
      for (const [member, home] of local.homes) roots.set(member, await authorityRoot(home));
      const clients = new Map<string, Ledger>();
      for (const member of members.slice(0, 2))
        clients.set(member, local.ledgerAs(member, await local.enrolClient(member)));
      ticking = tick();
      ticking.catch(() => undefined);
      network = {
        name: topology,
        members,
        ledger: (member, as = 'service') => (as === 'service' ? local.ledger(member) : clients.get(member)!),
        attesting: (member) => local.ledger(member),
        rootOf: (member) => roots.get(member)!,
        close: () => local.close(true),
      };
    });
    after(async () => {
      end.abort();
      const failure: unknown = await ticking?.catch((error: unknown) => error);
      await local?.close(true);
      rmSync(root, { recursive: true, force: true });
      if (failure instanceof Error && failure.name !== 'AbortError') throw failure;
    });

    suites(() => network);
  });
}
