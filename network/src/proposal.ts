import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import type { Binaries } from './binaries.js';
import { configUpdate, decode, encode } from './configtxlator.js';
import { NetworkFailure } from './failure.js';
import { exists, intoPlace, writeWhole } from './files.js';
import type { MemberHome } from './home.js';
import { ordererArguments } from './orderers.js';
import { administratorEnv, runProgram } from './program.js';

/** A channel's configuration as Fabric's own JSON (common.Config). */
export interface ChannelConfig {
  sequence: string;
  channel_group: ConfigGroup;
}

export interface ConfigGroup {
  groups: Record<string, ConfigGroup>;
  values: Record<string, { mod_policy: string; value: unknown }>;
  policies: Record<string, { mod_policy: string; policy: unknown }>;
  mod_policy: string;
}

/** A change of the channel's configuration: alters what it is given, in place. */
export type ConfigChange = (config: ChannelConfig) => void;

/**
 * A change of the channel's configuration goes by files in a folder of the exchange, one a proposal: `update.pb`, and
 * beside it each member's signature as `AR.pb`.
 */
const proposalFolder = (exchange: string, name: string) => join(exchange, 'proposals', name);
const updateFile = (folder: string) => join(folder, 'update.pb');

/** The channel's configuration as the orderers have it now. */
export async function channelConfig(home: MemberHome, binaries: Binaries): Promise<ChannelConfig> {
  return withFolder(async (folder) => {
    const block = join(folder, 'config.block');
    const args = ['channel', 'fetch', 'config', block, '--channelID', home.topology.channel];
    await runProgram(binaries, 'peer', [...args, ...(await ordererArguments(home))], administratorEnv(home));
    const decoded = (await decode(binaries, 'common.Block', await readFile(block))) as {
      data: { data: { payload: { data: { config: ChannelConfig } } }[] };
    };
    return decoded.data.data[0]!.payload.data.config;
  });
}

/**
 * Proposes a change of the channel's configuration to the other members, as a file in the exchange folder.
 *
 * Throws `FABRIC_REFUSED` when it changes nothing.
 */
export async function propose(
  home: MemberHome,
  exchange: string,
  name: string,
  change: ConfigChange,
  binaries: Binaries,
): Promise<void> {
  const before = await channelConfig(home, binaries);
  const after = structuredClone(before);
  change(after);
  const [original, updated] = await Promise.all(
    [before, after].map((config) => encode(binaries, 'common.Config', config)),
  );
  const update = await configUpdate(binaries, home.topology.channel, original!, updated!);
  await writeWhole(updateFile(proposalFolder(exchange, name)), envelopeOf(home.topology.channel, update));
}

/** What a proposal would change, as Fabric's own JSON (common.ConfigUpdate): to be read before signing. */
export async function readProposal(exchange: string, name: string, binaries: Binaries): Promise<unknown> {
  const { update } = unpack(await readFile(await proposed(exchange, name)));
  return decode(binaries, 'common.ConfigUpdate', update.getConfigUpdate_asU8());
}

/** Signs a proposal with the member's administrator's key; the signature lies beside the proposal. */
export async function sign(home: MemberHome, exchange: string, name: string, binaries: Binaries): Promise<void> {
  const update = await proposed(exchange, name);
  await intoPlace(join(proposalFolder(exchange, name), `${home.layout.id}.pb`), async (unfinished) => {
    await copyFile(update, unfinished);
    await runProgram(binaries, 'peer', ['channel', 'signconfigtx', '-f', unfinished], administratorEnv(home));
  });
}

/**
 * Submits a proposal with all signatures that lie beside it.
 *
 * Throws `FABRIC_REFUSED` with what the orderers say, such as how many signatures are missing.
 */
export async function submit(home: MemberHome, exchange: string, name: string, binaries: Binaries): Promise<void> {
  const folder = proposalFolder(exchange, name);
  const { envelope, payload, update } = unpack(await readFile(await proposed(exchange, name)));
  const signed = (await readdir(folder)).filter((file) => /^[A-Z]{2}\.pb$/.test(file)).sort();
  for (const file of signed) {
    const other = unpack(await readFile(join(folder, file))).update;
    if (Buffer.compare(other.getConfigUpdate_asU8(), update.getConfigUpdate_asU8()) !== 0)
      throw new NetworkFailure(
        'EXCHANGE_INCOMPLETE',
        `${join(folder, file)} is a signature of something else; ask for it anew`,
      );
    other.getSignaturesList().forEach((signature) => update.addSignatures(signature));
  }
  payload.setData(update.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  await withFolder(async (temporary) => {
    const path = join(temporary, 'signed.pb');
    await writeWhole(path, envelope.serializeBinary());
    const args = ['channel', 'update', '--channelID', home.topology.channel, '-f', path];
    await runProgram(binaries, 'peer', [...args, ...(await ordererArguments(home))], administratorEnv(home));
  });
}

/** The names of the proposals in the exchange folder, and who has signed each. */
export async function proposals(exchange: string): Promise<{ name: string; signedBy: string[] }[]> {
  const names = (await readdir(join(exchange, 'proposals')).catch(() => [])).sort();
  return Promise.all(
    names.map(async (name) => {
      const files = await readdir(proposalFolder(exchange, name));
      return { name, signedBy: files.flatMap((file) => /^([A-Z]{2})\.pb$/.exec(file)?.[1] ?? []).sort() };
    }),
  );
}

async function proposed(exchange: string, name: string): Promise<string> {
  const path = updateFile(proposalFolder(exchange, name));
  if (!(await exists(path)))
    throw new NetworkFailure('EXCHANGE_INCOMPLETE', `${path} is missing; the member that proposes hands it over`);
  return path;
}

function envelopeOf(channel: string, configUpdate: Uint8Array): Uint8Array {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setChannelId(channel);
  channelHeader.setType(common.HeaderType.CONFIG_UPDATE);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const update = new common.ConfigUpdateEnvelope();
  update.setConfigUpdate(configUpdate);
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(update.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope.serializeBinary();
}

function unpack(bytes: Uint8Array) {
  const envelope = common.Envelope.deserializeBinary(bytes);
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const update = common.ConfigUpdateEnvelope.deserializeBinary(payload.getData_asU8());
  return { envelope, payload, update };
}

async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'fairway-proposal-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
