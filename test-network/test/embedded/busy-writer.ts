// Writes to a ledger without pause until it is killed, and says on standard output what it knows to be committed.
import { openEmbedded } from '@fairway/test-network';
import { ConformanceContract, type Step } from '#src/conformance/index.js';

console.log('opening');
const network = await openEmbedded({
  members: ['AR', 'BO'],
  contracts: () => [ConformanceContract],
  file: process.argv[2]!,
  cutting: { maxMessageCount: 3 },
});
const ledger = network.ledger({ member: 'AR' });
console.log('open');

async function write(writer: number): Promise<never> {
  for (let i = 0; ; i++) {
    const steps: Step[] = [
      ['add', 'shared'],
      ['put', `own/${writer}`, String(i)],
      ['delete', `own/${writer}/${i % 3}`],
      ['put', `own/${writer}/${(i + 1) % 3}`, String(i)],
      ['putPrivate', '_implicit_org_AR', `own/${writer}`, String(i)],
    ];
    const call = { namespace: 'fairway-ar', transaction: 'conformance:run', args: [JSON.stringify(steps)] };
    const endorsed = await ledger.endorse(call);
    await ledger.send(endorsed);
    const { transactionId, code, blockNumber } = await ledger.outcome(endorsed.transactionId);
    console.log(JSON.stringify({ transactionId, code, blockNumber: Number(blockNumber) }));
  }
}

await Promise.all([0, 1, 2, 3].map(write));
