import { resolve } from 'node:path';
import type { Attesting, Ledger } from '@fairway/sdk';
import type { MemberHome } from '@fairway/network';
import type { Command } from 'commander';
import { CliFailure } from './failure.js';

/** The options that say where a command speaks to, as a service of which member. */
export interface PlaceOptions {
  home?: string;
  network?: string;
  root?: string;
  embedded?: string;
  members?: string;
  member?: string;
  service?: string;
}

/** A ledger as a member's service reaches it. */
export interface Place {
  member: string;
  members: readonly string[];
  ledger: Ledger & Attesting;
  channel: string;
  /** The certificate (PEM) of the authority that certifies the member's peers. */
  root: () => Promise<string>;
  /** The file of this member's projection, which may not be there yet. */
  projection: string;
  close(): Promise<void>;
}

/** The members of the bConnect programme, for an embedded network that is new. */
const BCONNECT = 'AR,BO,BR,PY,UY';

/** Adds the options that say where a command speaks to. */
export function withPlace(command: Command): Command {
  return withHome(command)
    .option('--service <name>', 'which of its services, on a real network', 'gateway')
    .option('--embedded <file>', 'the embedded network kept in this file, new or not (FAIRWAY_EMBEDDED)')
    .option('--members <ids>', 'members of a new embedded network', BCONNECT);
}

/** Adds the options that name a member's home. */
export function withHome(command: Command): Command {
  return command
    .option('--home <folder>', "a member's home on a real network (FAIRWAY_HOME)")
    .option('--network <name>', 'a network that fairway network up made; goes with --member')
    .option('--root <folder>', 'where the networks of this machine live', process.env['FAIRWAY_ROOT'] ?? '.fairway')
    .option('--member <id>', 'as whose service it speaks (FAIRWAY_MEMBER)');
}

/** What was chosen: options before the environment, and only one of three. */
export function chosen(
  options: PlaceOptions,
  environment: NodeJS.ProcessEnv = process.env,
): { home: string } | { network: string } | { embedded: string } {
  const given = only(options);
  if (given.length === 1) return given[0]!;
  if (given.length > 1) throw usage('--home, --network and --embedded exclude each other; give one');
  const { FAIRWAY_HOME: home, FAIRWAY_EMBEDDED: embedded } = environment;
  const set = only({ ...(home ? { home } : {}), ...(embedded ? { embedded } : {}) });
  if (set.length === 1) return set[0]!;
  if (set.length > 1)
    throw usage('FAIRWAY_HOME and FAIRWAY_EMBEDDED are both set; give one as an option, or unset one');
  throw usage('say where: --home <folder>, --network <name> with --member, or --embedded <file> with --member');
}

const only = ({ home, network, embedded }: PlaceOptions) => [
  ...(home === undefined ? [] : [{ home }]),
  ...(network === undefined ? [] : [{ network }]),
  ...(embedded === undefined ? [] : [{ embedded }]),
];

/**
 * Opens the ledger that the options name. `signerOf` is the member that a signer belongs to; through that one it speaks
 * where none is named, or through `through`. An embedded network is ticked where somebody acts, since it runs no ticker
 * between commands.
 */
export async function openPlace(options: PlaceOptions, signerOf?: string, through = signerOf): Promise<Place> {
  const choice = chosen(options);
  if ('embedded' in choice) {
    const { openKept } = await import('./embedded.js');
    const members = (options.members ?? BCONNECT).split(',');
    return openKept({
      file: resolve(choice.embedded),
      members,
      member: memberOf(options, through),
      ticks: signerOf !== undefined,
    });
  }
  const home = await openHomeOf(options, through);
  const [{ authorityRoot, connectionOf, paths }, { fabricLedger }] = await Promise.all([
    import('@fairway/network'),
    import('@fairway/sdk/fabric'),
  ]);
  const connection = await connectionOf(home, options.service);
  const ledger = fabricLedger(connection);
  return {
    member: home.layout.id,
    members: connection.members.map(({ mspId }) => mspId),
    ledger,
    channel: connection.channel,
    root: () => authorityRoot(home),
    projection: paths.projection(home),
    // eslint-disable-next-line @typescript-eslint/require-await -- a place closes asynchronously
    close: async () => ledger.close(),
  };
}

/** Opens the member's home that the options name; throws `NOT_FOUNDED`, `MEMBER_UNKNOWN`. */
export async function openHomeOf(options: PlaceOptions, signerOf?: string): Promise<MemberHome> {
  const { NetworkFailure, homesOf, openHome } = await import('@fairway/network');
  const choice = chosen(options);
  if ('embedded' in choice) throw usage('this needs a real network: give --home, or --network with --member');
  if ('home' in choice) {
    const home = await openHome(resolve(choice.home));
    if (options.member !== undefined && options.member !== home.layout.id) {
      throw usage(`${choice.home} is the home of ${home.layout.id}; leave --member ${options.member} out`);
    }
    return home;
  }
  const member = memberOf(options, signerOf);
  const homes = await homesOf(resolve(options.root ?? '.fairway'), choice.network);
  const home = homes.find(({ layout }) => layout.id === member);
  if (home) return home;
  const members = homes.map(({ layout }) => layout.id).join(', ');
  throw new NetworkFailure('MEMBER_UNKNOWN', `${member} is no member of ${choice.network}; its members are ${members}`);
}

function memberOf({ member }: PlaceOptions, signerOf: string | undefined): string {
  const found = member ?? process.env['FAIRWAY_MEMBER'] ?? signerOf;
  if (found === undefined) throw usage('say as whose service it speaks: --member <id>, or set FAIRWAY_MEMBER');
  return found;
}

const usage = (sentence: string) => new CliFailure('USAGE', sentence);
