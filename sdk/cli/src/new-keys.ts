import { PublicJwk, check, type Handle } from '@fairway/model';
import type { Command } from 'commander';
import { collected } from './collected.js';
import { CliFailure } from './failure.js';
import { givenObject } from './given-file.js';
import type { KeyRing } from './key-ring.js';
import { moment } from './moment.js';
import { present } from './present.js';

/** Public keys that a command registers: in files, or of the own store; when they sign, and what. */
export interface NewKeyOptions {
  key: string[];
  storedKey: string[];
  from?: string;
  to?: string;
  only?: string[];
}

/** Adds the options that give public keys to register. */
export const withNewKeys = (command: Command): Command =>
  command
    .option('--key <file>', 'a public key: a JWK, or what key show --json answers', collected, [])
    .option('--stored-key <name>', 'a key of the own store, which notes the handle beside it', collected, []);

/** Adds the options that say when a new key may sign. */
export const withTerm = (command: Command): Command =>
  command
    .option('--from <moment>', 'when it may first sign; absent: from the recording on', moment)
    .option('--to <moment>', 'when it ends to sign; absent: when it is retired', moment);

/** Adds the option that limits what a signatory's key may sign. */
export const withLimits = (command: Command): Command =>
  command.option('--only <type>', 'a type of act that it may sign, and no others; may be repeated', collected, []);

export const termOf = ({ from, to }: NewKeyOptions) => present({ from, to });

export const limitsOf = ({ only = [] }: NewKeyOptions) => (only.length > 0 ? { acts: only } : {});

/** The keys that the options give. */
export async function newKeys({ key, storedKey }: NewKeyOptions, ring: KeyRing): Promise<PublicJwk[]> {
  const given = await Promise.all(key.map(publicKeyIn));
  const stored = await Promise.all(storedKey.map((name) => ring.find(name)));
  return [...given, ...stored.map(({ publicKey }) => publicKey)];
}

/** The one key that the options give; throws `USAGE` for none and for several. */
export async function newKey(options: NewKeyOptions, ring: KeyRing): Promise<PublicJwk> {
  const [jwk, ...others] = await newKeys(options, ring);
  if (!jwk || others.length > 0) throw new CliFailure('USAGE', 'give one key, by --key or --stored-key');
  return jwk;
}

/** Notes the handle beside the own keys that were registered under it. */
export async function noteHandle({ storedKey }: NewKeyOptions, ring: KeyRing, handle: Handle): Promise<void> {
  for (const name of storedKey) await ring.setHandle(name, handle);
}

/** The public key in a file: a JWK, or what `fairway key show --json` answers. */
async function publicKeyIn(file: string): Promise<PublicJwk> {
  const content = await givenObject(file);
  const found = PublicJwk.safeParse(content['publicKey'] ?? content);
  if (found.success) return found.data;
  if ('d' in content) {
    throw new CliFailure('FILE_NOT_UNDERSTOOD', `${file} holds a private key; a public key is accepted, without d`);
  }
  return check(PublicJwk, content['publicKey'] ?? content);
}
