import { execFile } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { binaries } from '@fairway/network';

/** What figures were measured on. */
export interface Machine {
  cores: number;
  processor: string;
  /** Bytes. */
  memory: number;
  platform: string;
  node: string;
  /** Where real nodes took part. */
  fabric?: string;
}

/** This machine, with the version of Fabric that its binaries tell where they take part. */
export async function machine(withFabric: boolean): Promise<Machine> {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memory: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    ...(withFabric && { fabric: await fabricVersion() }),
  };
}

async function fabricVersion(): Promise<string> {
  const { stdout } = await promisify(execFile)((await binaries()).peer, ['version']);
  return /^\s*Version: v?(\S+)/m.exec(stdout)?.[1] ?? 'unknown';
}
