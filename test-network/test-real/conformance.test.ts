import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedTopology } from '@fairway/network';
import { expect } from 'chai';
import fc from 'fast-check';
import { namespaceOf } from '@fairway/model';
import type { Endorsed, LedgerError, Outcome } from '@fairway/sdk';
import { bundle, openEmbedded, openLocal, type EmbeddedNetwork, type LocalNetwork } from '@fairway/test-network';
import {
  cases,
  ConformanceContract,
  Stage,
  withoutTexts,
  type Observation,
  type Step,
} from '#src/conformance/index.js';
import { rounds } from '../test/conformance/scripts.ts';

/** Ports of its own, so that a network that someone runs here does not stand in the way. */
const BASE_PORT = 28_000;
const PROGRAM = new URL('../dist/conformance/chaincode.js', import.meta.url);
const TOPOLOGY = process.env['FAIRWAY_CONFORMANCE_TOPOLOGY'] ?? 'minimal';

describe('Real Fabric and the embedded network answer alike:', function () {
  this.timeout(120_000);
  let root: string;
  let local: LocalNetwork;
  let embedded: EmbeddedNetwork;
  let stages: { real: Stage; embedded: Stage };

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-conformance-'));
    local = await openLocal({
      topology: { ...(await shippedTopology(TOPOLOGY)), basePort: BASE_PORT },
      root,
      programs: { chaincode: await bundle(PROGRAM, join(root, 'conformance.cjs')) },
    });
    const { members } = local;
    embedded = await openEmbedded({ members, contracts: () => [ConformanceContract] });
    stages = {
      real: new Stage(new Map(members.map((member) => [member, local.ledger(member)]))),
      embedded: new Stage(new Map(members.map((member) => [member, embedded.ledger({ member })]))),
    };
  });

  after(async () => {
    await local?.close(true);
    await embedded?.close();
    rmSync(root, { recursive: true, force: true });
  });

  for (const [subject, questions] of Object.entries(cases)) {
    describe(subject, () => {
      for (const { name, run, expected } of questions) {
        it(name, async () => {
          const [real, here] = await Promise.all([run(stages.real), run(stages.embedded)]);
          expect(withoutTexts(real), 'real Fabric, as its documentation and source have it').to.deep.equal(expected);
          expect(withoutTexts(here), 'the embedded network, as real Fabric').to.deep.equal(withoutTexts(real));
        });
      }
    });
  }

  it('whatever transactions are put to them at random', async function () {
    const runs = Number(process.env['FAIRWAY_RANDOM_RUNS'] ?? 20);
    this.timeout(60_000 + runs * 10_000);
    const { owner, other } = stages.real;
    await fc.assert(
      fc.asyncProperty(
        rounds({ members: [owner, other], calls: [namespaceOf(other)], isSerialisable: false }),
        async (play) => {
          const cuts: number[][] = [];
          const real = await played(stages.real, play, async (endorsed) => {
            await send(stages.real, endorsed);
            const outcomes = await outcomesOf(stages.real, endorsed);
            cuts.push(
              [...Map.groupBy(outcomes, ({ blockNumber }) => blockNumber).values()].map(({ length }) => length),
            );
            return outcomes;
          });
          const here = await played(stages.embedded, play, async (endorsed) => {
            const outcomes: Outcome[] = [];
            for (const size of cuts.shift()!) {
              const sharing = endorsed.slice(outcomes.length, outcomes.length + size);
              await embedded.inOneBlock(() => send(stages.embedded, sharing));
              outcomes.push(...(await outcomesOf(stages.embedded, sharing)));
            }
            return outcomes;
          });
          expect(here).to.deep.equal(real);
        },
      ),
      // A shrunk counterexample would start from another state than the one that failed.
      { numRuns: runs, endOnFailure: true },
    );
  });
});

async function send(stage: Stage, endorsed: readonly Endorsed[]): Promise<void> {
  for (const one of endorsed) await stage.ledger(stage.owner).send(one);
}

async function outcomesOf(stage: Stage, endorsed: readonly Endorsed[]): Promise<Outcome[]> {
  return await Promise.all(endorsed.map((one) => stage.outcome(one)));
}

/** Endorses each round's transactions together, commits them in their order, and tells all that was seen. */
async function played(
  stage: Stage,
  play: Step[][][],
  commit: (endorsed: Endorsed[]) => Promise<Outcome[]>,
): Promise<Observation> {
  const seen: Observation[] = [];
  for (const round of play) {
    const asked = await Promise.all(
      round.map((steps) => stage.endorse(stage.call(steps)).catch((error: unknown) => (error as LedgerError).code)),
    );
    const endorsed = asked.filter((one) => typeof one !== 'string');
    const codes = (await commit(endorsed)).map(({ code }) => code);
    const answers = endorsed.map(({ result }) => JSON.parse(Buffer.from(result).toString()) as unknown);
    seen.push({ asked: asked.map((one) => (typeof one === 'string' ? one : 'endorsed')), codes, answers });
  }
  const range: Step = ['range', 'random/', 'random0'];
  const mine = `_implicit_org_${stage.owner}`;
  seen.push(await stage.read(range, ['call', namespaceOf(stage.other), range]));
  seen.push(await stage.read(['privateRange', mine, 'random/', 'random0'], ['history', 'random/a']));
  return withoutTexts(seen);
}
