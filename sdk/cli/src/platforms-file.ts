import { dirname, resolve } from 'node:path';
import { Handle, check } from '@fairway/model';
import { IdentifyingCode, keysInJwks } from '@fairway/model/dcsa';
import type { Destination, InterchangeOptions } from '@fairway/sdk';
import * as z from 'zod';
import { givenObject } from './given-file.js';
import { keyRing, type KeyRingOptions } from './key-ring.js';
import { askPassphrase } from './passphrase.js';

/** What a platform on this ledger is to the others, and they to it, as a file says it. */
const PlatformsFile = z.strictObject({
  code: z.string(),
  /** The stored key that signs for it. */
  signer: z.string(),
  registry: z.url(),
  /** Of parties that the registry does not name in public. */
  parties: z
    .record(Handle, z.looseObject({ partyName: z.string().min(1), identifyingCodes: z.array(IdentifyingCode).min(1) }))
    .default({}),
  platforms: z.record(
    z.string(),
    z.strictObject({
      handle: Handle,
      address: z.string(),
      /** A file with its JWK set, beside this one. */
      keys: z.string(),
    }),
  ),
});

/**
 * The other platforms that a file names, and who signs for this one. Throws what `check` and `keysInJwks` do,
 * `FILE_UNREADABLE`, `FILE_NOT_UNDERSTOOD`, `KEY_NOT_FOUND`, …
 */
export async function platformsIn(
  file: string,
  options: KeyRingOptions,
): Promise<{ interchange: InterchangeOptions; destinations: Map<string, Destination> }> {
  const { code, signer: name, registry, parties, platforms } = check(PlatformsFile, await givenObject(file));
  const signer = await keyRing(options).store.open(name, await askPassphrase(`Passphrase of ${name}`, options));
  const known = Object.entries(platforms);
  const theirs = await Promise.all(
    known.map(async ([of, { keys }]) => keysInJwks(await givenObject(resolve(dirname(file), keys)), of)),
  );
  const ours = { of: code, kid: signer.thumbprint, jwk: signer.publicKey };
  return {
    interchange: {
      ...{ code, signer, registry },
      trust: { platforms: [ours, ...theirs.flat()], carriers: [] },
      platforms: new Map(known.map(([of, { handle }]) => [of, handle])),
      parties: (handle) => parties[handle],
    },
    destinations: new Map(known.map(([of, { address }]) => [of, { address }])),
  };
}
