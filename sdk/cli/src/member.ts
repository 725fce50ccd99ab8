import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  approveDeployed,
  binaries,
  type ChannelConfig,
  channelConfig,
  commitOwn,
  deploy,
  fingerprint,
  firstTick,
  found,
  initialise,
  join,
  makeHome,
  type MemberHome,
  openHome,
  PROGRAMS,
  proposals,
  propose,
  readProposal,
  renew,
  revoke,
  revokePresent,
  serveWhatIsInUse,
  sign,
  startGateway,
  startMember,
  stopMember,
  submit,
  takeIntroductions,
} from '@fairway/network';
import type { Command } from 'commander';
import { settingsTakenOrShown } from './gateway-settings.js';
import { namespaceTable, nodeTable } from './network-tables.js';
import { reported, said } from './reported.js';
import { seenStatus } from './seen-status.js';
import { topologyOf } from './topology-of.js';

interface Options {
  home: string;
  exchange: string;
  json?: boolean;
}

/** Adds `network member …`: one member's steps on its own host, as OPERATIONS.md has them. */
export function addMemberCommands(network: Command): void {
  const member = network.command('member').description("one member's steps, on its own host (see OPERATIONS.md)");

  const on = (name: string, description: string) =>
    member
      .command(name)
      .description(description)
      .requiredOption('--home <folder>', "the member's home")
      .option('--json', 'answer in JSON');
  const exchanging = (name: string, description: string) =>
    on(name, description).requiredOption('--exchange <folder>', 'where files from and for other members lie');
  /** A step that needs nothing but the home, and answers with a sentence. */
  const step = (name: string, description: string, run: (home: MemberHome) => Promise<string>) =>
    on(name, description).action(
      reported(async (options: Options) => {
        const sentence = await run(await openHome(resolve(options.home)));
        said(options, { done: name, sentence }, sentence);
      }),
    );

  exchanging('init', 'make the home, start the CA, enrol the nodes, hand the introduction over')
    .requiredOption('-t, --topology <name|file>', 'a topology of config/topologies or a file')
    .requiredOption('--member <id>', 'whose home this is')
    .action(
      reported(async (options: Options & { topology: string; member: string }) => {
        const home = await makeHome(resolve(options.home), await topologyOf(options), options.member);
        await initialise(home, resolve(options.exchange), await binaries());
        const file = `introductions/${options.member}.json`;
        said(options, { handOver: file }, `give ${file} of the exchange folder to every other member`);
      }),
    );

  exchanging('meet', "take all members' introductions").action(
    reported(async (options: Options) => {
      const home = await openHome(resolve(options.home));
      const taken = await takeIntroductions(home, resolve(options.exchange));
      const fingerprints = Object.fromEntries(
        taken.map((introduction) => [introduction.member, fingerprint(introduction)]),
      );
      const lines = Object.entries(fingerprints).map(([id, digits]) => `${id} ${digits}`);
      said(options, { fingerprints }, ['compare these with each member by telephone:', ...lines].join('\n'));
    }),
  );

  exchanging('found', "make the channel's first block; one member does").action(
    reported(async (options: Options) => {
      await found(await openHome(resolve(options.home)), resolve(options.exchange), await binaries());
      said(options, { handOver: 'genesis.block' }, 'give genesis.block of the exchange folder to every other member');
    }),
  );

  exchanging('join', 'check and take the first block, start the nodes and let them join').action(
    reported(async (options: Options) => {
      const home = await openHome(resolve(options.home));
      await join(home, resolve(options.exchange), await binaries());
      said(
        options,
        { joined: home.topology.channel },
        `the nodes of ${home.layout.id} have joined ${home.topology.channel}`,
      );
    }),
  );

  on('deploy', 'take a chaincode bundle, serve it, and install its packages')
    .argument('[bundle]', 'the bundle', PROGRAMS.chaincode)
    .action(
      reported(async (bundle: string, options: Options) => {
        const { version } = await deploy(await openHome(resolve(options.home)), resolve(bundle), await binaries());
        said(options, { version }, `${version} is served and installed; approve it when the others have it too`);
      }),
    );

  step('approve', 'approve the deployed bundle for all namespaces', async (home) => {
    await approveDeployed(home, await binaries());
    return `${home.layout.id} approves; when all members do, each commits its own namespace`;
  });

  step('commit', "bring the approved bundle into force in the member's namespace", async (home) => {
    await commitOwn(home, await binaries());
    return `in force in the namespace of ${home.layout.id}`;
  });

  step('tick', 'end an upgrade or a founding: serve only what is in use, and tick once', async (home) => {
    await serveWhatIsInUse(home, await binaries());
    await firstTick(home);
    return `the namespace of ${home.layout.id} commits transactions`;
  });

  on('gateway', 'run the gateway, which keeps the clock and the projection')
    .argument('[program]', "the gateway's program", PROGRAMS.gateway)
    .action(
      reported(async (program: string, options: Options) => {
        await startGateway(await openHome(resolve(options.home)), resolve(program), await binaries());
        said(options, { gateway: 'runs' }, 'the gateway runs');
      }),
    );

  on('settings', 'what the member decides of its gateway: take it from a file, as config/gateways has one, or show it')
    .argument('[file]', 'YAML or JSON')
    .action(
      reported(async (file: string | undefined, options: Options) =>
        settingsTakenOrShown(await openHome(resolve(options.home)), file, options),
      ),
    );

  step('start', 'start all nodes, after a restart of the host for instance', async (home) => {
    await startMember(home, await binaries());
    return `the nodes of ${home.layout.id} run`;
  });

  step('stop', 'stop all nodes', async (home) => {
    await stopMember(home);
    return `the nodes of ${home.layout.id} are stopped`;
  });

  step('renew', 'renew the certificates of peers and services, one node at a time', async (home) => {
    const renewed: string[] = [];
    await renew(home, await binaries(), (id) => renewed.push(id));
    return `renewed: ${renewed.join(', ')}`;
  });

  on('status', 'nodes, blocks, certificates, and who has approved what').action(
    reported(async (options: Options) => {
      const seen = await seenStatus([await openHome(resolve(options.home))]);
      said(options, seen, [nodeTable(seen.nodes), namespaceTable(seen.namespaces)].join('\n'));
    }),
  );

  step('config', "print the channel's configuration, to edit and propose", async (home) =>
    JSON.stringify(await channelConfig(home, await binaries()), null, 2),
  );

  exchanging('propose', "propose the channel's configuration as edited in a file")
    .argument('<name>', 'what the proposal is called')
    .requiredOption('--config <file>', 'the edited output of config')
    .action(
      reported(async (name: string, options: Options & { config: string }) => {
        const edited = JSON.parse(await readFile(options.config, 'utf8')) as ChannelConfig;
        const change = (config: ChannelConfig) => void Object.assign(config, edited);
        const exchange = resolve(options.exchange);
        await propose(await openHome(resolve(options.home)), exchange, name, change, await binaries());
        said(
          options,
          { handOver: `proposals/${name}/update.pb` },
          `give proposals/${name}/update.pb to every other member`,
        );
      }),
    );

  exchanging('proposal', 'show what a proposal would change, before signing it')
    .argument('<name>')
    .action(
      reported(async (name: string, options: Options) => {
        console.log(JSON.stringify(await readProposal(resolve(options.exchange), name, await binaries()), null, 2));
      }),
    );

  exchanging('proposals', 'the proposals in the exchange folder and who has signed them').action(
    reported(async (options: Options) => {
      const known = await proposals(resolve(options.exchange));
      said(
        options,
        known,
        known.map(({ name, signedBy }) => `${name}: signed by ${signedBy.join(', ') || 'nobody'}`).join('\n'),
      );
    }),
  );

  exchanging('sign', "sign a proposal with the administrator's key")
    .argument('<name>')
    .action(
      reported(async (name: string, options: Options) => {
        const home = await openHome(resolve(options.home));
        await sign(home, resolve(options.exchange), name, await binaries());
        const file = `proposals/${name}/${home.layout.id}.pb`;
        said(options, { handOver: file }, `give ${file} to the member that submits`);
      }),
    );

  exchanging('submit', 'submit a proposal with all signatures that have come')
    .argument('<name>')
    .action(
      reported(async (name: string, options: Options) => {
        await submit(await openHome(resolve(options.home)), resolve(options.exchange), name, await binaries());
        said(options, { submitted: name }, `${name} is in force`);
      }),
    );

  exchanging('revoke', "revoke an id's present certificates at the CA and tell the peers; renew gives it new ones")
    .argument('<id>', 'such as gateway')
    .option('--for-good', 'revoke the id itself, with all certificates it ever had')
    .action(
      reported(async (id: string, options: Options & { forGood?: boolean }) => {
        const home = await openHome(resolve(options.home));
        const exchange = resolve(options.exchange);
        if (options.forGood === true) await revoke(home, exchange, [{ id }], await binaries());
        else await revokePresent(home, exchange, id, await binaries());
        said(options, { revoked: id }, `${id} is revoked, and the channel says so`);
      }),
    );
}
