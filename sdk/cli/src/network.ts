import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import {
  binaries,
  down,
  homesOf,
  type MemberHome,
  NetworkFailure,
  nodeNames,
  paths,
  PROGRAMS,
  renew,
  reset,
  startNode,
  stopNode,
  type Topology,
  up,
} from '@fairway/network';
import type { Command } from 'commander';
import { settingsTakenOrShown } from './gateway-settings.js';
import { addMemberCommands } from './member.js';
import { namespaceTable, nodeTable } from './network-tables.js';
import { progressList } from './progress-list.js';
import { reported, said } from './reported.js';
import { seenStatus } from './seen-status.js';
import { topologyOf } from './topology-of.js';

const DEFAULT_TOPOLOGY = 'bconnect';

interface Options {
  topology: string;
  root: string;
  json?: boolean;
}

/** Adds `fairway network …`: a real Fabric network on this machine, and a single member's steps. */
export function addNetworkCommands(program: Command): void {
  const network = program
    .command('network')
    .description('run a real Fabric network on this machine, or one member of a network')
    .addHelpText(
      'after',
      `
Examples:
  $ fairway network up                       five members, six peers, BFT
  $ fairway network up --topology minimal    two members, for a small laptop
  $ fairway network status
  $ fairway network logs AR/peer0 --lines 50
  $ fairway network stop BO/peer0
  $ fairway network reset --yes`,
    );

  const on = (name: string, description: string) =>
    network
      .command(name)
      .description(description)
      .option('-t, --topology <name|file>', 'a topology of config/topologies or a file', DEFAULT_TOPOLOGY)
      .option('--root <folder>', 'where the networks of this machine live', process.env['FAIRWAY_ROOT'] ?? '.fairway')
      .option('--json', 'answer in JSON');

  on('up', 'bring the network up; goes on where an earlier up stopped').action(
    reported(async (options: Options) => {
      const topology = await topologyOf(options);
      const list = progressList(topology.members.length, options.json === true);
      const homes = await up({ topology, root: resolve(options.root), programs: PROGRAMS, ...list });
      await showStatus(homes, options);
    }),
  );

  on('down', 'stop all nodes and keep what they hold').action(
    reported(async (options: Options) => {
      const { name } = await topologyOf(options);
      await down(resolve(options.root), name);
      said(options, { down: name }, `${name} is down; fairway network up goes on with it`);
    }),
  );

  on('reset', 'stop all nodes and remove keys and ledgers')
    .option('--yes', 'do not ask')
    .action(
      reported(async (options: Options & { yes?: boolean }) => {
        const { name } = await topologyOf(options);
        if (options.yes !== true) await demandYes(name, options.root);
        await reset(resolve(options.root), name);
        said(options, { reset: name }, `${name} is removed`);
      }),
    );

  on('status', 'nodes, memory, blocks, certificates, and who has approved and runs what').action(
    reported(async (options: Options) => showStatus(await homes(options), options)),
  );

  on('logs', "the end of a node's log, such as AR/peer0")
    .argument('<node>')
    .option('-n, --lines <count>', 'how many lines', '100')
    .action(
      reported(async (node: string, options: Options & { lines: string }) => {
        const [home, name] = await nodeOf(node, options);
        const text = await readFile(paths.log(home, name), 'utf8').catch(() => '');
        const lines = text.trimEnd().split('\n').slice(-Number(options.lines));
        said(options, { node, lines }, lines.join('\n'));
      }),
    );

  on('stop', 'stop one node, such as AR/peer0')
    .argument('<node>')
    .action(
      reported(async (node: string, options: Options) => {
        await stopNode(...(await nodeOf(node, options)));
        said(options, { stopped: node }, `${node} is stopped`);
      }),
    );

  on('start', 'start one node, such as AR/peer0')
    .argument('<node>')
    .action(
      reported(async (node: string, options: Options) => {
        await startNode(...(await nodeOf(node, options)), await binaries());
        said(options, { started: node }, `${node} runs`);
      }),
    );

  on('settings', 'what a member decides of its gateway: take it from a file, as config/gateways has one, or show it')
    .argument('<member>')
    .argument('[file]', 'YAML or JSON')
    .action(
      reported(async (member: string, file: string | undefined, options: Options) =>
        settingsTakenOrShown(await homeOf(member, options), file, options),
      ),
    );

  on('renew', 'renew the certificates of peers and services, one node at a time')
    .argument('[member]', 'one member only')
    .action(
      reported(async (member: string | undefined, options: Options) => {
        const chosen = (await homes(options)).filter(({ layout }) => member === undefined || layout.id === member);
        if (chosen.length === 0) throw unknownMember(member!, await topologyOf(options));
        const programs = await binaries();
        const renewed: string[] = [];
        for (const home of chosen)
          await renew(home, programs, (id) => {
            renewed.push(`${home.layout.id}/${id}`);
            if (options.json !== true) console.log(`✔ ${home.layout.id}/${id}`);
          });
        if (options.json === true) console.log(JSON.stringify({ renewed }));
      }),
    );

  addMemberCommands(network);
}

async function homes(options: Options): Promise<MemberHome[]> {
  return homesOf(resolve(options.root), (await topologyOf(options)).name);
}

async function homeOf(member: string, options: Options): Promise<MemberHome> {
  const home = (await homes(options)).find(({ layout }) => layout.id === member);
  if (!home) throw unknownMember(member, await topologyOf(options));
  return home;
}

async function nodeOf(node: string, options: Options): Promise<[MemberHome, string]> {
  const [member = '', name = ''] = node.split('/');
  const home = await homeOf(member, options);
  if (!nodeNames(home).includes(name))
    throw new NetworkFailure(
      'NODE_UNKNOWN',
      `${member} has no node ${name}; say ${member}/ and one of ${nodeNames(home).join(', ')}`,
    );
  return [home, name];
}

const unknownMember = (member: string, { name, members }: Topology) =>
  new NetworkFailure(
    'MEMBER_UNKNOWN',
    `${member} is no member of ${name}; its members are ${members.map(({ id }) => id).join(', ')}`,
  );

async function showStatus(homes: readonly MemberHome[], options: Options): Promise<void> {
  const seen = await seenStatus(homes);
  said(options, seen, [nodeTable(seen.nodes), namespaceTable(seen.namespaces)].join('\n'));
}

async function demandYes(name: string, root: string): Promise<void> {
  const sentence = `removing ${name} in ${root} with all its keys and ledgers wants a yes; say so, or give --yes`;
  if (!process.stdin.isTTY) throw new NetworkFailure('NOT_CONFIRMED', sentence);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Remove ${name} in ${root} with all its keys and ledgers? (yes/no) `);
  terminal.close();
  if (answer !== 'yes') throw new NetworkFailure('NOT_CONFIRMED', sentence);
}
