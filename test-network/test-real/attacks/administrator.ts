import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binaries, paths, type MemberHome } from '@fairway/network';

const run = promisify(execFile);

/** Runs `peer …` as a member's administrator; its words, whether it succeeds or not. */
export async function asAdministrator(home: MemberHome, ...args: string[]): Promise<{ done: boolean; words: string }> {
  const { host, id, peers } = home.layout;
  const [peer] = peers;
  const env = {
    FABRIC_CFG_PATH: paths.node(home, peer!.name),
    FABRIC_LOGGING_SPEC: 'warn',
    CORE_PEER_ADDRESS: `${host}:${peer!.port}`,
    CORE_PEER_LOCALMSPID: id,
    CORE_PEER_MSPCONFIGPATH: paths.identity(home, 'admin'),
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: rootOf(home),
  };
  try {
    const { stdout, stderr } = await run((await binaries()).peer, args, { env });
    return { done: true, words: stdout + stderr };
  } catch (error) {
    return { done: false, words: String((error as { stderr?: string }).stderr) };
  }
}

/** A member's orderer, to take transactions. */
export const ordererOf = ({ layout, ...home }: MemberHome): string[] => [
  ...['--orderer', `${layout.host}:${layout.orderer!.port}`],
  ...['--tls', '--cafile', rootOf({ layout, ...home })],
];

/** One peer of each of some members, to be asked for endorsements. */
export const peersOf = (homes: readonly MemberHome[]): string[] =>
  homes.flatMap((home) => [
    ...['--peerAddresses', `${home.layout.host}:${home.layout.peers[0]!.port}`],
    ...['--tlsRootCertFiles', rootOf(home)],
  ]);

const rootOf = (home: MemberHome): string => join(paths.tls(home, home.layout.peers[0]!.name), 'ca.pem');
