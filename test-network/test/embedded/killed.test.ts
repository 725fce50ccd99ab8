import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { closeNetworks, read, script, settle, smallNetwork } from './small-network.ts';

const ROUNDS = Number(process.env['FAIRWAY_KILL_ROUNDS'] ?? 6);
const WRITER = fileURLToPath(new URL('busy-writer.ts', import.meta.url));

interface Known {
  transactionId: string;
  code: number;
  blockNumber: number;
}

/** Lets a process of its own write to the ledger and kills it after so many lines; what it said was committed. */
async function writeUntilKilled(file: string, lines: number): Promise<Known[]> {
  const child = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  const [, signal] = (await ended) as [number | null, string | null];
  expect(signal, 'the writer went on until it was killed').to.equal('SIGKILL');
  return said.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Known);
}

describe('a process that is killed', function () {
  this.timeout((1 + ROUNDS) * 60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-'));
  });

  afterEach(async () => {
    await closeNetworks();
    rmSync(folder, { recursive: true });
  });

  it(`loses no committed block and leaves none half applied, at any of ${ROUNDS} moments`, async () => {
    const file = join(folder, 'ledger.db');
    const known: Known[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // The first time while the ledger is being founded.
      known.push(...(await writeUntilKilled(file, round === 0 ? 1 : 1 + Math.floor(Math.random() * 60))));
      const network = await smallNetwork({ members: ['AR', 'BO'], file });
      expect(network.replay(), 'blocks and state agree').to.equal(network.digest());
      const ledger = network.ledger({ member: 'AR' });
      for (const { transactionId, code, blockNumber } of known) {
        const kept = { transactionId, code, blockNumber: BigInt(blockNumber) };
        expect(await ledger.outcome(transactionId, { timeout: 1 })).to.deep.equal(kept);
      }
      const valid = known.filter(({ code }) => code === 0).length;
      expect(Number(await read(ledger, script('AR', ['get', 'shared'])))).to.be.at.least(valid);
      for (const writer of [0, 1, 2, 3]) {
        const key = `own/${writer}`;
        const plain = await read(ledger, script('AR', ['get', key]));
        const secret = await read(ledger, script('AR', ['getPrivate', '_implicit_org_AR', key]));
        expect(secret, 'private data came with its block').to.equal(plain);
      }
      const after = await settle(ledger, await ledger.endorse(script('AR', ['put', 'after', 'x'])));
      expect(after.code, 'and it goes on').to.equal(0);
      await network.close();
    }
  });
});
