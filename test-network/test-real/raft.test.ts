import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaries, killNode, orderingLeader, PROGRAMS, shippedTopology, startNode } from '@fairway/network';
import { Aeo } from '@fairway/sdk';
import { openLocal, stageOf, type LocalNetwork, type Stage } from '@fairway/test-network';
import { Issuer, type Granted } from '#src/bench/index.js';
import { expect } from 'chai';

describe('On a real network of five with three Raft orderers', function () {
  this.timeout(180_000);
  let root: string;
  let local: LocalNetwork;
  let stage: Stage;
  let issuer: Issuer;

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-raft-'));
    const topology = { ...(await shippedTopology('bconnect-raft')), basePort: 24_500 };
    local = await openLocal({ topology, root, programs: { chaincode: PROGRAMS.chaincode } });
    stage = stageOf(local.members, (member) => local.ledger(member));
    issuer = await Issuer.found(stage, 'BO');
  });
  after(async () => {
    await local?.close(true);
    rmSync(root, { recursive: true, force: true });
  });

  const expectValidAt = async (member: string, { number, transactionId }: Granted): Promise<void> => {
    await local.ledger(member).outcome(transactionId);
    expect(await new Aeo(stage(member)).check('BO', number)).to.include({ valid: true });
  };

  it('a certificate that a member without an orderer grants is valid at its partner', async () => {
    await expectValidAt('PY', await issuer.grant());
  });

  it('a certificate is granted although the ordering leader has just been killed', async () => {
    const leader = (await orderingLeader([...local.homes.values()]))!;
    expect(leader).to.be.oneOf(['AR', 'BR', 'UY']);
    await killNode(local.homes.get(leader)!, 'orderer');
    await expectValidAt('UY', await issuer.grant());
    await startNode(local.homes.get(leader)!, 'orderer', await binaries());
    await issuer.grant();
  });
});
