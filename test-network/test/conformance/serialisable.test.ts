import fc from 'fast-check';
import { expect } from 'chai';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import type { Call, Endorsed, Ledger } from '@fairway/sdk';
import { ConformanceContract, type Step } from '#src/conformance/index.js';
import { rounds } from './scripts.ts';

const MEMBERS = ['AR', 'BO'];

function asked(steps: Step[]): Call {
  return {
    namespace: 'fairway-ar',
    transaction: 'conformance:run',
    args: [JSON.stringify(steps)],
    endorsers: ['AR'],
  };
}

/** A contract's answers without the transaction's id, which stands in the texts of errors. */
function answers({ result, transactionId }: Endorsed): string {
  return Buffer.from(result).toString().replaceAll(transactionId, '');
}

/** A network in which AR alone endorses, so that private reads do not set endorsers apart. */
async function open(): Promise<{ network: EmbeddedNetwork; ledger: Ledger }> {
  const network = await openEmbedded({
    members: MEMBERS,
    namespaces: { 'fairway-ar': { endorsement: 'AR' }, 'fairway-bo': { endorsement: 'AR' } },
    contracts: () => [ConformanceContract],
  });
  return { network, ledger: network.ledger({ member: 'AR' }) };
}

async function everything(ledger: Ledger): Promise<string> {
  const steps: Step[] = [
    ['range', '', ''],
    ['call', 'fairway-bo', ['range', '', '']],
    ['privateRange', '_implicit_org_AR', '', ''],
  ];
  return Buffer.from(await ledger.evaluate(asked(steps))).toString();
}

describe('the valid transactions of the embedded network', () => {
  it('leave the state and had the answers as if they had run one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(rounds({ members: ['AR'], calls: ['fairway-bo'], isSerialisable: true }), async (play) => {
        const [together, alone] = await Promise.all([open(), open()]);
        try {
          for (const round of play) {
            const endorsed = await Promise.all(round.map((steps) => together.ledger.endorse(asked(steps))));
            await together.network.inOneBlock(() => Promise.all(endorsed.map((one) => together.ledger.send(one))));
            for (const [index, one] of endorsed.entries()) {
              if ((await together.ledger.outcome(one.transactionId)).code !== 0) continue;
              const again = await alone.ledger.endorse(asked(round[index]!));
              expect(answers(again)).to.equal(answers(one));
              await alone.ledger.send(again);
              expect((await alone.ledger.outcome(again.transactionId)).code).to.equal(0);
            }
          }
          expect(await everything(together.ledger)).to.equal(await everything(alone.ledger));
          expect(together.network.replay()).to.equal(together.network.digest());
        } finally {
          await Promise.all([together.network.close(), alone.network.close()]);
        }
      }),
      { numRuns: Number(process.env['FAIRWAY_RANDOM_RUNS'] ?? 20) },
    );
  });
});
