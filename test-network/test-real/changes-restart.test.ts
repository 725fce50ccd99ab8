import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binaries, killNode, parseTopology, PROGRAMS, startNode, stopNode } from '@fairway/network';
import { changes } from '@fairway/sdk';
import { openLocal, stageOf, type LocalNetwork, type Stage } from '@fairway/test-network';
import { errorsOf, Issuer, SteadyWrites } from '#src/bench/index.js';
import { expect } from 'chai';
import { heardIn, type Heard } from './listener.ts';

const TOPOLOGY = `
name: changes
channel: customs
consensus: raft
basePort: 25500
members:
  - { id: AR, name: Agencia de Recaudación y Control Aduanero, peers: 2, orderer: false }
  - { id: PY, name: Dirección Nacional de Ingresos Tributarios }
  - { id: UY, name: Dirección Nacional de Aduanas, orderer: false }
`;

const LISTENER = fileURLToPath(new URL('listener.ts', import.meta.url));

/** A member's listener, a process of its own that keeps what it hears in a file. */
class Listener {
  readonly #home: string;
  readonly #file: string;
  #process: ChildProcess | undefined;

  constructor(home: string, file: string) {
    this.#home = home;
    this.#file = file;
  }

  start(): void {
    this.#process = spawn(process.execPath, [LISTENER, this.#home, this.#file], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }

  async kill(): Promise<void> {
    if (!this.#process || this.#process.exitCode !== null) return;
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }

  /** Waits until its file says so. */
  async until(enough: (heard: readonly Heard[]) => boolean): Promise<Heard[]> {
    const changed = watch(join(this.#file, '..'));
    try {
      for (let heard = heardIn(this.#file); ; heard = heardIn(this.#file)) {
        if (enough(heard)) return heard;
        await once(changed, 'change');
      }
    } finally {
      changed.close();
    }
  }
}

describe('A partner that follows the changes', function () {
  this.timeout(180_000);
  let root: string;
  let local: LocalNetwork;
  let stage: Stage;
  let issuer: Issuer;
  let listener: Listener;
  let files = 0;

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-changes-'));
    const programs = { chaincode: PROGRAMS.chaincode };
    local = await openLocal({ topology: parseTopology(TOPOLOGY, 'changes.yaml'), root, programs });
    stage = stageOf(local.members, (member) => local.ledger(member));
    issuer = await Issuer.found(stage, 'PY');
  });
  afterEach(() => listener.kill());
  after(async () => {
    await local?.close(true);
    rmSync(root, { recursive: true, force: true });
  });

  const homeOf = (member: string) => local.homes.get(member)!;
  const listen = (member: string): void => {
    listener = new Listener(homeOf(member).folder, join(root, `heard-${files++}.jsonl`));
    listener.start();
  };
  /** Grants and suspends at a steady pace while something happens, and after it. */
  const whileActing = async (happening: () => Promise<unknown>): Promise<void> => {
    const acts = new SteadyWrites(async () => {
      const { number } = await issuer.grant();
      await issuer.aeo.suspend('PY', number, { reason: 'under-investigation' });
    });
    try {
      await acts.more(3);
      await happening();
      await acts.more(3);
    } finally {
      expect(errorsOf(await acts.stop())).to.deep.equal([]);
    }
  };
  /** What PY's own peer, which nothing happens to, has in its blocks. */
  const everything = async (): Promise<Heard[]> => {
    const reader = stage('PY');
    const until = await reader.options.ledger.height();
    const { signal } = new AbortController();
    const all = await Array.fromAsync(changes(reader, { until, signal }));
    return all.map(({ id, checkpoint, record, sequence, actId, act, refusal }) => ({
      ...{ id, checkpoint, record, sequence, actId },
      type: act.type,
      refused: refusal !== undefined,
    }));
  };
  const heardAll = async (): Promise<void> => {
    const all = await everything();
    const heard = await listener.until(({ length }) => length >= all.length);
    expect(heard).to.deep.equal(all);
    expect(new Set(heard.map(({ id }) => id)).size).to.equal(heard.length);
    expect(heard.filter(({ refused }) => refused)).to.deep.equal([]);
  };

  it('hears each once and in order although it is killed, and killed again, and started', async () => {
    listen('UY');
    for (const more of [1, 4]) {
      const { length } = await listener.until((heard) => heard.length > more);
      await whileActing(async () => {
        await listener.until((heard) => heard.length > length);
        await listener.kill();
      });
      listener.start();
    }
    await heardAll();
  });

  it('hears each once and in order although its only peer is stopped for a while', async () => {
    listen('UY');
    await whileActing(async () => {
      await listener.until(({ length }) => length > 0);
      await stopNode(homeOf('UY'), 'peer0');
    });
    await whileActing(async () => startNode(homeOf('UY'), 'peer0', await binaries()));
    await heardAll();
  });

  it('moves on to the other one of its two peers when the one it listens to is killed', async () => {
    listen('AR');
    for (const peer of ['peer0', 'peer1']) {
      await whileActing(() => killNode(homeOf('AR'), peer));
      await heardAll();
      await startNode(homeOf('AR'), peer, await binaries());
    }
  });
});
