import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { runProgram } from './program.js';

type MessageType = 'common.Block' | 'common.Config' | 'common.ConfigUpdate';

/** A protobuf message as Fabric's own JSON, with the messages inside unpacked. */
export function decode(binaries: Binaries, type: MessageType, bytes: Uint8Array): Promise<unknown> {
  return withFiles({ input: bytes }, async (path) => {
    await translate(binaries, ['proto_decode', '--type', type, '--input', path('input'), '--output', path('output')]);
    return JSON.parse(await readFile(path('output'), 'utf8')) as unknown;
  });
}

/** The message that Fabric's own JSON stands for. */
export function encode(binaries: Binaries, type: MessageType, value: unknown): Promise<Uint8Array> {
  return withFiles({ input: JSON.stringify(value) }, async (path) => {
    await translate(binaries, ['proto_encode', '--type', type, '--input', path('input'), '--output', path('output')]);
    return readFile(path('output'));
  });
}

/** The update (common.ConfigUpdate) that leads from one channel configuration (common.Config) to another. */
export function configUpdate(
  binaries: Binaries,
  channel: string,
  original: Uint8Array,
  updated: Uint8Array,
): Promise<Uint8Array> {
  return withFiles({ original, updated }, async (path) => {
    await translate(binaries, [
      ...['compute_update', '--channel_id', channel, '--original', path('original')],
      ...['--updated', path('updated'), '--output', path('output')],
    ]);
    return readFile(path('output'));
  });
}

const translate = (binaries: Binaries, args: string[]) => runProgram(binaries, 'configtxlator', args);

async function withFiles<Result>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (path: (name: string) => string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'fairway-config-'));
  const path = (name: string) => join(folder, name);
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(path(name), content);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
