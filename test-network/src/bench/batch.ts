import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Projection, type Question } from '@fairway/gateway';
import { stageOf } from '../cast.js';
import { Copies } from './copies.js';
import { Issuer } from './issuer.js';
import { onNetwork, type NetworkOptions } from './on-network.js';
import { quantile } from './timing.js';

/** What a batch of questions costs at a partner's projection; milliseconds. */
export interface BatchFigures {
  network: 'embedded' | 'fabric';
  questions: number;
  /** From an empty projection to all blocks taken, every act replayed. */
  followed: number;
  /** A batch of all questions with its sample checked on the peer. */
  p50: number;
  longest: number;
}

export interface BatchOptions extends NetworkOptions {
  /** How many questions, each about a certificate of its own; default 10,000, the most there may be. */
  questions?: number;
  /** How often the batch is asked. */
  count?: number;
}

/** Measures how long a partner's projection takes to follow so many certificates, and to answer about all in one batch. */
export async function benchBatch(options: BatchOptions): Promise<BatchFigures> {
  const { fabric, questions: size = 10_000, count = 10, say = () => {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'fairway-bench-'));
  try {
    return await onNetwork(options, async ({ members, ledger }) => {
      const stage = stageOf(members, ledger);
      const [owner, partner] = members as [string, string];
      const issuer = await Issuer.found(stage, owner);
      const copies = await Copies.of(issuer, stage(owner));
      await copies.fill(ledger(owner), size, (made) => say(`${made} certificates of ${size}`));
      const { transactionId } = await issuer.grant();
      await ledger(partner).outcome(transactionId);
      const projection = Projection.open(join(folder, 'projection.db'), stage(partner), partner);
      try {
        say('the projection follows');
        const began = performance.now();
        await projection.catchUp();
        const followed = performance.now() - began;
        const questions = Array.from({ length: size }, (_, index): Question => ({
          certificate: { issuer: owner, number: copies.number(index) },
        }));
        const took: number[] = [];
        for (let index = 0; index < count; index++) {
          say(`batch ${index + 1} of ${count}`);
          const start = performance.now();
          const { answers, sample } = await projection.checkMany(partner, questions);
          took.push(performance.now() - start);
          const wrong = answers.filter(({ valid }) => !valid).length + sample.differing.length;
          if (wrong > 0) throw new Error(`${wrong} of ${size} answers are not what was granted`);
        }
        const network = fabric ? 'fabric' : 'embedded';
        return { network, questions: size, followed, p50: quantile(took, 0.5), longest: Math.max(...took) };
      } finally {
        projection.close();
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
