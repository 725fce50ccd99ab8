import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import { checkedYaml } from './checked-yaml.js';
import { exists, writeWhole } from './files.js';
import { NetworkFailure } from './failure.js';
import { type MemberHome, paths } from './home.js';

/** What a member decides of its gateway, by section; what is in them is the gateway's business. */
export interface GatewaySettings {
  http?: Record<string, unknown> & { monitoring?: object };
  projection?: object;
  blobs?: Record<string, unknown> & { s3?: object };
  documents?: object;
  pages?: object;
  officer?: object;
  webhooks?: object;
}

let compiled: ValidateFunction<GatewaySettings> | undefined;

/** Compiled when it is needed, which most commands never do. */
function schema(): ValidateFunction<GatewaySettings> {
  const file = new URL('../../config/gateways/gateway-settings.schema.json', import.meta.url);
  // Addresses are judged by the gateway, which says more of them than a format.
  return (compiled ??= new Ajv({ verbose: true, strict: true, validateFormats: false }).compile<GatewaySettings>(
    JSON.parse(readFileSync(file, 'utf8')) as object,
  ));
}

/** What the member has decided; nothing where there is no such file. Throws `SETTINGS_INVALID` with file and line. */
export async function gatewaySettings(home: MemberHome): Promise<GatewaySettings> {
  const file = paths.gatewaySettings(home);
  return (await exists(file)) ? readSettings(file) : {};
}

/**
 * Takes what a member decides of its gateway from a YAML or JSON file, as config/gateways/example.yaml, into its home, in
 * the place of what it decided before. It holds from the next start of the gateway on. Throws `SETTINGS_INVALID`.
 */
export async function takeGatewaySettings(home: MemberHome, file: string): Promise<void> {
  await writeWhole(paths.gatewaySettings(home), `${JSON.stringify(await readSettings(file), null, 2)}\n`);
}

async function readSettings(file: string): Promise<GatewaySettings> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new NetworkFailure('SETTINGS_INVALID', `${file} cannot be read; name a file of settings`, { cause });
  });
  return checkedYaml(text, { file, validate: schema(), code: 'SETTINGS_INVALID' }).value;
}
