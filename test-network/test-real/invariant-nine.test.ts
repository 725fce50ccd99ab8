import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  binaries,
  type Connection,
  connectionOf,
  type MemberHome,
  networkFolder,
  parseTopology,
  PROGRAMS,
  revoke,
  startNode,
  stopNode,
} from '@fairway/network';
import {
  EndorserRotation,
  LedgerError,
  publicWrites,
  submit,
  type Call,
  type Endorsed,
  type Ledger,
} from '@fairway/sdk';
import { fabricLedger } from '@fairway/sdk/fabric';
import { openLocal, type LocalNetwork } from '@fairway/test-network';
import { certificateId } from '@fairway/wallets';
import { expect } from 'chai';
import { CuttableProxy } from './cuttable-proxy.ts';

const TOPOLOGY = `
name: sdk
channel: customs
consensus: raft
basePort: 24000
members:
  - { id: AR, name: Agencia de Recaudación y Control Aduanero, peers: 2 }
  - { id: PY, name: Dirección Nacional de Ingresos Tributarios, orderer: false }
  - { id: UY, name: Dirección Nacional de Aduanas, orderer: false }
`;

/** A write without an act, so that a test needs nobody's key: AR's clock. */
const TICK: Call = { namespace: 'fairway-ar', transaction: 'clock:tick', args: [] };

describe('a client of the real network never wonders', function () {
  this.timeout(120_000);
  let root: string;
  let local: LocalNetwork;
  let home: MemberHome;
  let connection: Connection;
  /** Reaches AR's first peer past every proxy. */
  let direct: Ledger;
  let proxy: CuttableProxy;
  let ledger: Ledger;
  const rotation = () => new EndorserRotation(['AR', 'PY', 'UY']);

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-sdk-'));
    // Without gateways, whose ticks would come between.
    const programs = { chaincode: PROGRAMS.chaincode };
    local = await openLocal({ topology: parseTopology(TOPOLOGY, 'sdk.yaml'), root, programs });
    home = local.homes.get('AR')!;
    connection = await connectionOf(home);
    direct = fabricLedger({ ...connection, peers: [connection.peers[0]!] });
  });
  after(async () => {
    direct?.close();
    await local?.close(true);
    rmSync(root, { recursive: true, force: true });
  });
  beforeEach(async () => {
    proxy = await CuttableProxy.to(home.layout.peers[0]!.port);
    ledger = fabricLedger({ ...connection, peers: [{ ...connection.peers[0]!, endpoint: proxy.endpoint }] });
  });
  afterEach(() => {
    ledger.close();
    proxy.close();
  });

  /** The ledger with one of its steps taken over, which is given the step itself; counts the steps. */
  function tampered(
    steps: Partial<{ [Step in 'endorse' | 'send' | 'outcome']: (step: Ledger[Step]) => Ledger[Step] }>,
  ) {
    const counts = { endorse: 0, send: 0, outcome: 0 };
    const step = <Step extends 'endorse' | 'send' | 'outcome'>(name: Step): Ledger[Step] => {
      const own = ledger[name].bind(ledger) as Ledger[Step];
      const run = (steps[name] ? steps[name](own) : own) as (...args: unknown[]) => unknown;
      return ((...args: unknown[]) => {
        counts[name]++;
        return run(...args);
      }) as Ledger[Step];
    };
    return { ...ledger, endorse: step('endorse'), send: step('send'), outcome: step('outcome'), counts };
  }

  /** How often AR's clock was written by what runs, once it has ended and whatever was sent has been ordered. */
  async function timesWritten(run: () => Promise<unknown>): Promise<number> {
    const from = await direct.height();
    await run();
    const { blockNumber } = await submit(direct, TICK, { endorsers: rotation() });
    const stop = new AbortController();
    let times = 0;
    for await (const block of direct.blocks(from, stop.signal)) {
      if (BigInt(block.getHeader()!.getNumber()) === blockNumber) stop.abort();
      else times += publicWrites(block).filter(({ namespace }) => namespace === TICK.namespace).length;
    }
    return times;
  }

  it('when the connection breaks between endorsing and sending', async () => {
    const faulty = tampered({
      send: (send) => async (endorsed, deadline) => {
        if (faulty.counts.send > 1) return send(endorsed, deadline);
        proxy.cut();
        return send(endorsed, deadline).finally(() => proxy.mend());
      },
    });
    expect(await timesWritten(() => submit(faulty, TICK, { endorsers: rotation() }))).to.equal(1);
    expect(faulty.counts.send).to.be.at.least(2);
  });

  it('when the answer to sending is lost although the transaction is ordered', async () => {
    const faulty = tampered({
      send: (send) => async (endorsed: Endorsed, deadline) => {
        if (faulty.counts.send > 1) return send(endorsed, deadline);
        proxy.loseAnswers();
        const sending = send(endorsed, deadline);
        sending.catch(() => undefined);
        await direct.outcome(endorsed.transactionId);
        proxy.cut();
        proxy.mend();
        return sending;
      },
    });
    expect(await timesWritten(() => submit(faulty, TICK, { endorsers: rotation() }))).to.equal(1);
  });

  it('when the connection breaks between sending and the status', async () => {
    const faulty = tampered({
      outcome: (outcome) => async (transactionId, deadline) => {
        const asking = outcome(transactionId, deadline);
        if (faulty.counts.outcome > 1) return asking;
        proxy.cut();
        return asking.finally(() => proxy.mend());
      },
    });
    expect(await timesWritten(() => submit(faulty, TICK, { endorsers: rotation() }))).to.equal(1);
    expect(faulty.counts.outcome).to.be.at.least(2);
  });

  it('when the connection stays broken: it is told which transaction to look up', async () => {
    const faulty = tampered({
      outcome: (outcome) => (transactionId, deadline) => {
        proxy.cut();
        return outcome(transactionId, deadline);
      },
    });
    const failure = await submit(faulty, TICK, { endorsers: rotation(), timeout: 6_000 }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(LedgerError).with.property('code', 'OUTCOME_UNKNOWN');
    expect((await direct.outcome((failure as LedgerError).transactionId!)).code).to.equal(0);
  });

  it('when two write the same key at once: both are done, the later one anew', async () => {
    const both = await Promise.all([0, 1].map(() => submit(ledger, TICK, { endorsers: rotation() })));
    expect(new Set(both.map(({ transactionId }) => transactionId)).size).to.equal(2);
  });

  it("when its member's first peer is down: the second one serves", async () => {
    await stopNode(home, 'peer0');
    const two = fabricLedger(connection);
    try {
      await submit(two, TICK, { endorsers: rotation() });
      expect(Buffer.from(await two.evaluate({ ...TICK, transaction: 'clock:read' })).toString()).to.match(/^\d{4}-/);
    } finally {
      two.close();
      await startNode(home, 'peer0', await binaries());
    }
  });

  it('when another member is down: it passes on to one that is up', async () => {
    await stopNode(local.homes.get('PY')!, 'peer0');
    try {
      const endorsers = rotation();
      for (let write = 0; write < 3; write++) await submit(ledger, TICK, { endorsers });
    } finally {
      await startNode(local.homes.get('PY')!, 'peer0', await binaries());
    }
  });

  it('when the stream of blocks breaks: it goes on with the next one', async () => {
    const stop = new AbortController();
    const numbers: bigint[] = [];
    for await (const block of ledger.blocks(0n, stop.signal)) {
      numbers.push(BigInt(block.getHeader()!.getNumber()));
      if (numbers.length === 2) {
        proxy.cut();
        proxy.mend();
      }
      if (numbers.length === 6) stop.abort();
    }
    expect(numbers).to.deep.equal([0n, 1n, 2n, 3n, 4n, 5n]);
  });

  it('when its certificate is not one of the member’s: it is told so at once', async () => {
    const stranger = fabricLedger({ ...connection, identity: { ...connection.identity, mspId: 'UY' } });
    try {
      for (const run of [
        () => stranger.evaluate({ ...TICK, transaction: 'clock:read' }),
        () => submit(stranger, TICK),
        () => stranger.outcome('0'.repeat(64)),
        () => stranger.blocks(0n, AbortSignal.timeout(60_000))[Symbol.asyncIterator]().next(),
      ]) {
        expect(await codeOf(run)).to.equal('ACCESS_DENIED');
      }
    } finally {
      stranger.close();
    }
  });

  it('when its certificate is revoked: from then on it is told so at once, and what it follows ends', async () => {
    const identity = await local.enrolClient('AR', { 'fairway.service': 'true' });
    const revoked = local.ledgerAs('AR', identity);
    await submit(revoked, TICK, { endorsers: rotation() });
    const following = codeOf(async () => {
      for await (const _ of revoked.blocks(await direct.height(), AbortSignal.timeout(60_000)));
    });
    await revoke(
      home,
      join(networkFolder(root, 'sdk'), 'exchange'),
      [certificateId(identity.certificate)],
      await binaries(),
    );

    // Peers learn of it with a block, one a little before another.
    while ((await codeOf(() => revoked.evaluate({ ...TICK, transaction: 'clock:read' }))) === undefined);
    expect(await codeOf(() => revoked.outcome('0'.repeat(64)))).to.equal('ACCESS_DENIED');
    expect(await codeOf(() => submit(revoked, TICK, { endorsers: rotation() }))).to.equal('ACCESS_DENIED');
    await submit(direct, TICK, { endorsers: rotation() });
    expect(await following).to.equal('ACCESS_DENIED');
  });
});

/** The code with which something is refused; undefined where it is not. */
async function codeOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return (error as LedgerError).code;
  }
}
