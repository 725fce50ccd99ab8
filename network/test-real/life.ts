import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  type Binaries,
  binaries,
  down,
  killNode,
  type MemberHome,
  NetworkFailure,
  nodeStatus,
  renew,
  startNode,
  status,
  stopNode,
} from '@fairway/network';
import { expect } from 'chai';
import { clockOf, eachWrites, ownNamespace, processesFor, type RealNetwork } from './real-network.ts';

/** What a network's operator does day by day. */
export function life(network: () => RealNetwork): void {
  describe('in daily life', () => {
    let programs: Binaries;
    before(async () => void (programs = await binaries()));

    const nodes = async (state?: string) =>
      (await nodeStatus(network().homes)).filter((node) => state === undefined || node.state === state);
    const running = async () => (await nodes('running')).map(({ member, node, pid }) => `${member}/${node} ${pid}`);

    it('comes up from nothing with all nodes, and every member approves and serves every namespace', async () => {
      const { namespaces } = await status(network().homes, programs);
      const members = network().topology.members.map(({ id }) => id);
      expect((await nodes()).filter(({ state }) => state !== 'running')).to.deep.equal([]);
      expect(namespaces!.map(({ namespace }) => namespace).sort()).to.deep.equal(network().homes.map(ownNamespace));
      for (const { sequence, version, approvals, served } of namespaces!) {
        expect(sequence).to.equal(1);
        expect(approvals).to.deep.equal(Object.fromEntries(members.map((id) => [id, true])));
        expect(served).to.deep.equal(Object.fromEntries(members.map((id) => [id, [version]])));
      }
    });

    it('has committed a transaction in every namespace, seen by every member', async () => {
      for (const asked of network().homes)
        for (const home of network().homes)
          expect(await clockOf(ownNamespace(home), asked)).to.match(/\d{4}-\d\d-\d\dT/);
    });

    it('stays as it is when up is said again', async () => {
      const before = await running();
      await network().up();
      expect(await running()).to.deep.equal(before);
    });

    it('shows until when each certificate holds', async () => {
      for (const { certificateExpires } of await nodes())
        expect(Date.parse(certificateExpires!)).to.be.greaterThan(Date.now());
    });

    it('starts a node that was stopped, and only that', async () => {
      const home = network().home('UY');
      const others = (await running()).filter((node) => !node.startsWith('UY/peer0 '));
      await stopNode(home, 'peer0');
      expect((await nodes('stopped')).map(({ member, node }) => `${member}/${node}`)).to.deep.equal(['UY/peer0']);
      await startNode(home, 'peer0', programs);
      expect((await running()).filter((node) => !node.startsWith('UY/peer0 '))).to.deep.equal(others);
      await eachWrites([home]);
    });

    it('starts a node that has died when up is said again', async () => {
      await killNode(network().home('UY'), 'chaincode-a');
      expect((await nodes('dead')).map(({ member, node }) => `${member}/${node}`)).to.deep.equal(['UY/chaincode-a']);
      await network().up();
      expect(await nodes('dead')).to.deep.equal([]);
    });

    it('knows no node of another name', async () => {
      const failure: unknown = await stopNode(network().home('UY'), 'peer7').catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(NetworkFailure).and.include({ code: 'NODE_UNKNOWN' });
    });

    it('keeps what was committed over down and up, and leaves no process behind', async () => {
      const clock = await clockOf('fairway-uy', network().home('AR'));
      await down(network().root, network().topology.name);
      expect(processesFor(network().root)).to.deep.equal([]);
      const blocker = createServer();
      const port = network().home('UY').layout.peers[0]!.operationsPort;
      await new Promise<void>((resolve) => blocker.listen(port, '127.0.0.1', resolve));
      const failure = (await network()
        .up()
        .catch((error: unknown) => error)) as NetworkFailure;
      await new Promise((resolve) => blocker.close(resolve));
      expect(failure).to.include({ code: 'PORT_IN_USE' });
      expect(failure.sentence).to.contain(`port ${port}, which UY/peer0 needs`).and.contain(`process ${process.pid} `);

      await network().up();
      expect((await clockOf('fairway-uy', network().home('AR'))) >= clock).to.equal(true);
      expect((await nodes()).filter(({ state }) => state !== 'running')).to.deep.equal([]);
    });

    it("renews a member's certificates one node at a time, its orderer's apart", async () => {
      const home = network().home('AR');
      const serials = async () =>
        Object.fromEntries((await certificates(home)).map(({ id, serial }) => [id, serial] as const));
      const before = await serials();
      const renewed: string[] = [];
      await renew(home, programs, (id) => renewed.push(id));
      const after = await serials();
      expect(renewed).to.include.members(['ca', 'admin', 'chaincode', 'gateway', 'peer0']);
      for (const id of Object.keys(before))
        expect(after[id] === before[id], `${id} kept its certificate`).to.equal(id === 'orderer');
      expect((await nodes()).filter(({ state }) => state !== 'running')).to.deep.equal([]);
      await eachWrites(network().homes);
    });

    it('keeps every key for its owner alone', async () => {
      expect(await openKeys(network().root)).to.deep.equal([]);
    });
  });
}

async function certificates(home: MemberHome): Promise<{ id: string; serial: string }[]> {
  const folder = join(home.folder, 'identities');
  const ids = (await readdir(folder)).filter((id) => id !== 'registrar');
  return Promise.all(
    ids.map(async (id) => {
      const pem = await readFile(join(folder, id, 'signcerts/cert.pem'));
      return { id, serial: new X509Certificate(pem).serialNumber };
    }),
  );
}

/** A key itself, not only the words around one. */
const KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/;

/** Files with a private key in them that others than the owner may read. */
async function openKeys(root: string): Promise<string[]> {
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const open = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      if (((await stat(path)).mode & 0o077) === 0) return [];
      return KEY.test(await readFile(path, 'latin1')) ? path : [];
    }),
  );
  return open.flat();
}
