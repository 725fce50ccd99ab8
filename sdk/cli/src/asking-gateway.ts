import { Refusal, isSecure } from '@fairway/model';
import { problemIn } from '@fairway/sdk';
import type { Command } from 'commander';
import { CliFailure } from './failure.js';
import { givenText } from './given-file.js';
import { openHomeOf, withHome, type PlaceOptions } from './place.js';

/** The options of every command that asks a gateway over HTTP. */
export interface GatewayOptions extends PlaceOptions {
  gateway?: string;
  tokenFile?: string;
  json?: boolean;
}

/** What is asked of a gateway's API. */
export interface Asked {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the gateway's address. */
  path: string;
  body?: object;
}

/** Milliseconds. */
const TIMEOUT = 30_000;

/** Adds the options that name a gateway, and who asks it. */
export const atGateway = (command: Command): Command =>
  withHome(command)
    .option('--gateway <url>', "the member's gateway (FAIRWAY_GATEWAY); absent: that of the home, on this machine")
    .option('--token-file <file>', 'a bearer token of the issuer that the gateway trusts (or FAIRWAY_TOKEN)')
    .option('--json', 'answer in JSON');

/**
 * What a gateway answers to who has the token. Throws a `Refusal` with the code of the gateway's problem, and
 * `GATEWAY_UNREACHABLE`.
 */
export async function askGateway<T>(options: GatewayOptions, { method = 'GET', path, body }: Asked): Promise<T> {
  const base = await addressOf(options);
  const response = await fetch(new URL(path, base), {
    method,
    headers: { authorization: `Bearer ${await tokenOf(options)}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT),
    // A redirect would carry the token to somewhere else.
    redirect: 'error',
  }).catch((error: Error) => {
    throw unreachable(base, (error.cause as Error | undefined)?.message ?? error.message, error);
  });
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  if (response.ok && isJson) return (await response.json()) as T;
  const problem = await problemIn(response);
  if (!problem) throw unreachable(base, `status ${response.status}, and nothing that a gateway says`);
  throw new Refusal(problem.code, problem.detail, problem.pointer);
}

const unreachable = (base: URL, why: string, cause?: Error) =>
  new CliFailure('GATEWAY_UNREACHABLE', `no gateway answers at ${base.origin} (${why})`, { cause });

async function addressOf(options: GatewayOptions): Promise<URL> {
  const { gateway, home, network } = options;
  const isNamed = home !== undefined || network !== undefined;
  const given = gateway ?? (isNamed ? undefined : process.env['FAIRWAY_GATEWAY']);
  if (given === undefined) {
    if (!isNamed && !process.env['FAIRWAY_HOME'])
      throw new CliFailure(
        'USAGE',
        'say which gateway: --gateway <url>, --home <folder>, or --network <name> with --member',
      );
    const { layout } = await openHomeOf(options);
    return new URL(`http://127.0.0.1:${layout.gateway.port}/`);
  }
  if (gateway !== undefined && isNamed)
    throw new CliFailure('USAGE', '--gateway excludes --home and --network; give one');
  if (!isSecure(given))
    throw new CliFailure('USAGE', 'a token is sent by https, or on this machine; give --gateway https://…');
  return new URL(given.endsWith('/') ? given : `${given}/`);
}

async function tokenOf({ tokenFile }: GatewayOptions): Promise<string> {
  const token = tokenFile === undefined ? process.env['FAIRWAY_TOKEN'] : await givenText(tokenFile);
  if (token === undefined)
    throw new CliFailure('USAGE', 'say who asks, by a bearer token: --token-file <file>, or set FAIRWAY_TOKEN');
  return token.trim();
}
