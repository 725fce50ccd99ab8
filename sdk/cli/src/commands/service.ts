import { dirname, join, resolve } from 'node:path';
import {
  binaries,
  demandService,
  enrolService,
  reenrolService,
  revoke,
  revokePresent,
  services,
  type Service,
} from '@fairway/network';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { openHomeOf, withHome, type PlaceOptions } from '../place.js';
import { reported, said } from '../reported.js';
import { table } from '../table.js';

interface Options extends PlaceOptions {
  json?: boolean;
}

/** Adds `service …`: the X.509 identities of a member's services, from the member's own CA. */
export function addServiceCommands(service: Command): void {
  const on = (usage: string, description: string) =>
    withHome(service.command(usage).description(description)).option('--json', 'answer in JSON');

  examples(
    on('enrol <name>', "register a service at the member's CA and keep its key and certificate in the home")
      .option('--untrusted', 'no ticks and no private records for it')
      .action(
        reported(async (name: string, options: Options & { untrusted?: boolean }) => {
          const enrolled = await enrolService(await openHomeOf(options), name, options.untrusted !== true);
          said(options, enrolled, `${name} is enrolled, until ${enrolled.certificateExpires}`);
        }),
      ),
    'fairway service enrol risk --network bconnect --member AR',
    'fairway service enrol reader --untrusted --home /srv/fairway/AR',
  );

  examples(
    on('reenrol <name>', 'give a service a new key and certificate').action(
      reported(async (name: string, options: Options) => {
        const enrolled = await reenrolService(await openHomeOf(options), name);
        said(options, enrolled, `${name} has a new certificate, until ${enrolled.certificateExpires}`);
      }),
    ),
    'fairway service reenrol risk --home /srv/fairway/AR',
  );

  examples(
    on('revoke <name>', "revoke a service's present certificate and tell the peers")
      .option('--for-good', 'revoke the service itself: it cannot be enrolled again')
      .option('--exchange <folder>', "where files for other members lie; absent: exchange, beside the member's home")
      .action(
        reported(async (name: string, options: Options & { forGood?: boolean; exchange?: string }) => {
          const home = await openHomeOf(options);
          await demandService(home, name);
          const exchange = resolve(options.exchange ?? join(dirname(home.folder), 'exchange'));
          if (options.forGood) await revoke(home, exchange, [{ id: name }], await binaries());
          else await revokePresent(home, exchange, name, await binaries());
          said(options, { revoked: name }, `${name} is revoked, and the channel says so`);
        }),
      ),
    'fairway service revoke risk --network bconnect --member AR',
  );

  examples(
    on('list', "the member's services and until when their certificates hold").action(
      reported(async (options: Options) => {
        const found = await services(await openHomeOf(options));
        said(options, found, table(['service', 'may', 'serial', 'certificate until'], found.map(rowOf)));
      }),
    ),
    'fairway service list --network bconnect --member AR',
  );
}

const rowOf = ({ id, isTrusted, serial, certificateExpires }: Service): string[] => [
  id,
  isTrusted ? 'tick, read private records' : 'read, submit',
  serial,
  certificateExpires.slice(0, 10),
];
