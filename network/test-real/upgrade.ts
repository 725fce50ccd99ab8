import { appendFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  approveDeployed,
  type Binaries,
  binaries,
  commitOwn,
  deploy,
  type NetworkFailure,
  nodeStatus,
  status,
} from '@fairway/network';
import { expect } from 'chai';
import { clockOf, eachWrites, type RealNetwork } from './real-network.ts';

/** Leaves the network as it was, three definitions on. */
export function upgrade(network: () => RealNetwork): void {
  describe('a new version of the chaincode', () => {
    let programs: Binaries;
    let newBundle: string;

    before(async () => {
      programs = await binaries();
      newBundle = join(network().root, 'next.cjs');
      await copyFile(network().bundle, newBundle);
      await appendFile(newBundle, '\n// the next version\n');
    });

    const definitions = async () => (await status(network().homes, programs)).namespaces!;
    const serving = async () =>
      (await nodeStatus(network().homes))
        .filter(({ node, state }) => node.startsWith('chaincode') && state === 'running')
        .map(({ member, node }) => `${member}/${node}`);

    it('waits, and the old one stays in force and served, while one member has not approved it', async () => {
      const member = network().home('AR');
      await deploy(member, newBundle, programs);
      await approveDeployed(member, programs);
      const refused: unknown = await commitOwn(member, programs, 0).catch((error: unknown) => error);
      expect(refused).to.include({ code: 'APPROVALS_MISSING' });
      expect((refused as NetworkFailure).sentence).to.contain('not approved by UY;');
      expect(
        (await definitions()).map(({ sequence, isInForce, approvals }) => [sequence, isInForce, approvals]),
      ).to.deep.equal([1, 2, 1, 2].map((sequence) => [sequence, sequence === 1, { AR: true, UY: sequence === 1 }]));
      expect(await serving()).to.deep.equal(['AR/chaincode-a', 'AR/chaincode-b', 'UY/chaincode-a']);
      await eachWrites(network().homes);
    });

    it('comes into force in every namespace, and the old one is served no more', async () => {
      const before = (await definitions()).filter(({ isInForce }) => isInForce);
      const clock = await clockOf('fairway-uy', network().home('AR'));
      await network().up(newBundle);
      for (const { namespace, sequence, version, approvals } of await definitions()) {
        expect(sequence).to.equal(2);
        expect(version).not.to.equal(before.find((other) => other.namespace === namespace)!.version);
        expect(Object.values(approvals)).to.deep.equal([true, true]);
      }
      expect(await serving()).to.deep.equal(['AR/chaincode-b', 'UY/chaincode-b']);
      expect((await clockOf('fairway-uy', network().home('AR'))) > clock).to.equal(true);
    });

    it('gives way to the old one again, as a definition of its own', async () => {
      await network().up();
      expect((await definitions()).map(({ sequence }) => sequence)).to.deep.equal([3, 3]);
      expect(await serving()).to.deep.equal(['AR/chaincode-a', 'UY/chaincode-a']);
      await eachWrites(network().homes);
    });
  });
}
