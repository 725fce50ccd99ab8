import { appendFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Binaries, binaries, nodeStatus, status, up } from '@fairway/network';
import { expect } from 'chai';
import { clockOf, eachWrites, PROGRAMS, type RealNetwork } from './real-network.ts';

/** Leaves the network as it was, three definitions on. */
export function upgrade(network: () => RealNetwork): void {
  describe('a new version of the chaincode', () => {
    let programs: Binaries;
    let newBundle: string;

    before(async () => {
      programs = await binaries();
      newBundle = join(network().root, 'next.cjs');
      await copyFile(PROGRAMS.chaincode, newBundle);
      await appendFile(newBundle, '\n// the next version\n');
    });

    const upWith = (chaincode: string) =>
      up({ topology: network().topology, root: network().root, programs: { ...PROGRAMS, chaincode } });
    const definitions = async () => (await status(network().homes, programs)).namespaces!;
    const serving = async () =>
      (await nodeStatus(network().homes))
        .filter(({ node, state }) => node.startsWith('chaincode') && state === 'running')
        .map(({ member, node }) => `${member}/${node}`);

    it('comes into force in every namespace, and the old one is served no more', async () => {
      const before = await definitions();
      const clock = await clockOf('fairway-uy', network().home('AR'));
      await upWith(newBundle);
      for (const { namespace, sequence, version, approvals } of await definitions()) {
        expect(sequence).to.equal(2);
        expect(version).not.to.equal(before.find((other) => other.namespace === namespace)!.version);
        expect(Object.values(approvals)).to.deep.equal([true, true]);
      }
      expect(await serving()).to.deep.equal(['AR/chaincode-b', 'UY/chaincode-b']);
      expect((await clockOf('fairway-uy', network().home('AR'))) > clock).to.equal(true);
    });

    it('gives way to the old one again, as a definition of its own', async () => {
      await upWith(PROGRAMS.chaincode);
      expect((await definitions()).map(({ sequence }) => sequence)).to.deep.equal([3, 3]);
      expect(await serving()).to.deep.equal(['AR/chaincode-a', 'UY/chaincode-a']);
      await eachWrites(network().homes);
    });
  });
}
