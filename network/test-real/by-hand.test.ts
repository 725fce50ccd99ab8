import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Binaries, binaries, channelConfig, openHome, stopMember } from '@fairway/network';
import { expect } from 'chai';
import { clockOf } from './real-network.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const MEMBERS = ['AR', 'UY'];

describe('two members, each on a host of its own', function () {
  this.timeout(120_000);
  let root: string;
  let programs: Binaries;

  before(async () => {
    programs = await binaries();
    root = await mkdtemp(join(tmpdir(), 'fairway-hosts-'));
    for (const member of MEMBERS) await mkdir(join(host(member), 'exchange'), { recursive: true });
  });
  after(async () => {
    for (const member of MEMBERS) await stopMember(await openHome(join(host(member), 'home')));
    await rm(root, { recursive: true });
  });

  const host = (member: string) => join(root, `host-of-${member.toLowerCase()}`);
  const homeOf = (member: string) => openHome(join(host(member), 'home'));

  /** Runs a step of a member in a process that may read and write its host's folder only. */
  const does = (member: string, step: string, folder = join(host(member), 'home')): Promise<void> =>
    new Promise((resolve, reject) => {
      const own = host(member);
      const child = spawn(
        process.execPath,
        [
          ...[
            '--permission',
            '--allow-child-process',
            '--allow-addons',
            `--allow-fs-write=${own}`,
            `--allow-fs-write=${join(tmpdir(), 'fairway-*')}`,
          ],
          ...[
            REPOSITORY,
            own,
            '/proc',
            join(tmpdir(), 'fairway-genesis-*'),
            join(tmpdir(), 'fairway-config-*'),
            join(tmpdir(), 'fairway-proposal-*'),
          ].map((folder) => `--allow-fs-read=${folder}`),
          fileURLToPath(new URL('step-program.ts', import.meta.url)),
          ...[step, member, folder, join(own, 'exchange')],
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let words = '';
      child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${member} ${step}: ${words}`))));
    });
  const each = (step: string) => Promise.all(MEMBERS.map((member) => does(member, step)));

  /** Carries one file from a member's exchange folder to the other's. */
  const handOver = async (from: string, file: string) => {
    for (const to of MEMBERS.filter((member) => member !== from))
      await cp(join(host(from), 'exchange', file), join(host(to), 'exchange', file));
  };

  it('introduce themselves by a file each', async () => {
    await each('init');
    for (const member of MEMBERS) await handOver(member, `introductions/${member}.json`);
    await each('meet');
  });

  it("have no way into each other's home", async () => {
    const refused = await does('AR', 'meet', join(host('UY'), 'home')).then(
      () => 'read',
      (error: Error) => error.message,
    );
    expect(refused).to.contain('ERR_ACCESS_DENIED');
  });

  it('found the channel by one file, and join it', async () => {
    await does('UY', 'found');
    await handOver('UY', 'genesis.block');
    await each('join');
  });

  it('bring the chaincode into force by their approvals', async () => {
    await each('deploy');
    await each('approve');
    await each('commit');
    await each('tick');
    expect(await clockOf('fairway-uy', await homeOf('AR'))).to.match(/^\d{4}-/);
  });

  it('refuse a change of the configuration that one of them has not signed', async () => {
    await does('AR', 'propose');
    await does('AR', 'sign');
    const refused = await does('AR', 'submit').then(
      () => 'submitted',
      (error: Error) => error.message,
    );
    expect(refused).to.contain('FABRIC_REFUSED').and.contain('policy');
  });

  it('change the configuration by a proposal that both sign', async () => {
    await handOver('AR', 'proposals/smaller-blocks/update.pb');
    await does('UY', 'sign');
    await handOver('UY', 'proposals/smaller-blocks/UY.pb');
    await does('AR', 'submit');
    const { channel_group: channel } = await channelConfig(await homeOf('UY'), programs);
    expect(channel.groups['Orderer']!.values['BatchSize']!.value).to.include({ max_message_count: 100 });
  });

  it('hold nothing in their homes that names the other host', async () => {
    for (const member of MEMBERS) {
      const other = host(MEMBERS.find((id) => id !== member)!);
      expect(await filesNaming(join(host(member), 'home'), other)).to.deep.equal([]);
    }
  });

  it('keep their keys out of what they hand over', async () => {
    for (const member of MEMBERS)
      expect(await filesNaming(join(host(member), 'exchange'), 'PRIVATE KEY')).to.deep.equal([]);
  });
});

async function filesNaming(folder: string, words: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  const naming = await Promise.all(
    paths.map(async (path) => ((await readFile(path, 'latin1')).includes(words) ? path : [])),
  );
  return naming.flat();
}
