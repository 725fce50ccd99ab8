import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  openEmbedded,
  openLocal,
  shippedTopology,
  type EmbeddedNetwork,
  type LocalNetwork,
} from '@fairway/test-network';
import { cases, ConformanceContract, Stage, withoutTexts } from '#src/conformance/index.js';
import { conformanceBundle } from './conformance-bundle.ts';

/** Ports of its own, so that a network that someone runs here does not stand in the way. */
const BASE_PORT = 28_000;

describe('Real Fabric and the embedded network answer alike:', function () {
  this.timeout(120_000);
  let root: string;
  let local: LocalNetwork;
  let embedded: EmbeddedNetwork;
  let stages: { real: Stage; embedded: Stage };

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-conformance-'));
    local = await openLocal({
      topology: { ...shippedTopology('minimal'), basePort: BASE_PORT },
      root,
      programs: { chaincode: await conformanceBundle(root) },
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
          expect(withoutTexts(real), 'real Fabric, as fabric-semantics.md has it').to.deep.equal(expected);
          expect(withoutTexts(here), 'the embedded network, as real Fabric').to.deep.equal(withoutTexts(real));
        });
      }
    });
  }
});
