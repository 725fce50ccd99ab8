import { execFile } from 'node:child_process';
import type { Binaries, Program } from './binaries.js';
import { NetworkFailure } from './failure.js';
import { type MemberHome, paths } from './home.js';

const PROGRAM_TIMEOUT = 120_000;
const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** How nodes write their logs: no colours, a line a message. */
export const LOGGING = {
  FABRIC_LOGGING_SPEC: 'info:grpc=error',
  FABRIC_LOGGING_FORMAT: '%{time:2006-01-02T15:04:05.000Z07:00} %{level:.4s} [%{module}] %{message}',
};

/** Runs one of Fabric's programs and answers with what it printed; throws `FABRIC_REFUSED` with its own words. */
export function runProgram(
  binaries: Binaries,
  program: Program,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { PATH: process.env['PATH'] ?? '', FABRIC_LOGGING_FORMAT: '%{message}', ...env },
      timeout: PROGRAM_TIMEOUT,
      maxBuffer: OUTPUT_LIMIT,
    };
    execFile(binaries[program], args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const words = lastWords(stderr) ?? lastWords(stdout) ?? error.message;
      const [code, sentence] = /no space left on device/.test(words)
        ? (['DISK_FULL', `${program} found the disk full; free some space and run up again`] as const)
        : (['FABRIC_REFUSED', `${program} ${args.slice(0, 3).join(' ')}: ${words}`] as const);
      reject(new NetworkFailure(code, sentence, { cause: error }));
    });
  });
}

function lastWords(output: string): string | undefined {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(Usage|Flags|Global Flags):|^-/.test(line));
  return lines.findLast((line) => /error|panic|fatal/i.test(line)) ?? lines.at(-1);
}

/** The environment in which `peer …` speaks for a member's administrator to one of the member's peers. */
export function administratorEnv(home: MemberHome, peer = home.layout.peers[0]!): Record<string, string> {
  return {
    FABRIC_CFG_PATH: paths.node(home, peer.name),
    FABRIC_LOGGING_SPEC: 'warn',
    CORE_PEER_ADDRESS: `${home.layout.host}:${peer.port}`,
    CORE_PEER_LOCALMSPID: home.layout.id,
    CORE_PEER_MSPCONFIGPATH: paths.identity(home, 'admin'),
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: `${paths.tls(home, peer.name)}/ca.pem`,
  };
}
