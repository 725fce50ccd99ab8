import { expect } from 'chai';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { cases, ConformanceContract, Stage, withoutTexts } from '#src/conformance/index.js';

describe('the embedded network answers as Fabric does:', () => {
  const members = ['AR', 'BO'];
  let network: EmbeddedNetwork;
  let stage: Stage;

  before(async () => {
    network = await openEmbedded({ members, contracts: () => [ConformanceContract] });
    stage = new Stage(new Map(members.map((member) => [member, network.ledger({ member })])));
  });

  after(() => network.close());

  for (const [subject, questions] of Object.entries(cases)) {
    describe(subject, () => {
      for (const { name, run, expected } of questions) {
        it(name, async () => expect(withoutTexts(await run(stage))).to.deep.equal(expected));
      }
    });
  }
});
