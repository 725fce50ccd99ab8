import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '#src/program.js';
import { rememberDerivedKeys } from './derived-keys.ts';

rememberDerivedKeys();

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** What a run of the program left behind. */
export interface Ran {
  code: number | null;
  out: string;
  err: string;
  /** The one JSON document on its output. */
  json: Record<string, unknown>;
}

const TIME_ZONES = { AR: 'America/Argentina/Buenos_Aires', UY: 'America/Montevideo' };

export const PASSPHRASE = 'four words are enough';

/** The built program in a folder of its own, with its keys and its embedded network in it, or another one's network. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'fairway-cli-'));
  readonly network: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor({ network }: { network?: string } = {}) {
    this.network = network ?? join(this.folder, 'customs.db');
    this.#environment = {
      HOME: this.folder,
      FAIRWAY_KEYS: join(this.folder, 'keys'),
      FAIRWAY_EMBEDDED: this.network,
      FAIRWAY_PASSPHRASE: PASSPHRASE,
    };
  }

  /** Another one whose keys and network are as those of this one are now, and go their own way from there. */
  copy(): CommandLine {
    const copy = new CommandLine();
    cpSync(this.folder, copy.folder, { recursive: true });
    return copy;
  }

  /** Runs a command to its end within this process, as if it were alone in it: most of a short command's time is its start. */
  async run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
    const { env, exitCode, stdout, stderr } = process;
    const folder = process.cwd();
    const said = { out: '', err: '' };
    const streams = [hearing(stdout, (text) => (said.out += text)), hearing(stderr, (text) => (said.err += text))];
    process.chdir(this.folder);
    process.env = { ...this.#environment, ...environment };
    process.exitCode = undefined;
    try {
      await run(args);
      return ranWith(Number(process.exitCode ?? 0), said);
    } finally {
      streams.forEach((stop) => stop());
      process.chdir(folder);
      process.env = env;
      process.exitCode = exitCode;
    }
  }

  /**
   * Runs a command as a process of its own, with nobody at its terminal; `stopAt` sends it SIGTERM once its output has
   * that, `typed` is all of its input.
   */
  spawned(args: readonly string[], environment: NodeJS.ProcessEnv = {}, stopAt?: string, typed?: string): Promise<Ran> {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...this.#environment, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(typed);
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
      if (stopAt !== undefined && said.out.includes(stopAt)) child.kill('SIGTERM');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(ranWith(code, said)));
    });
  }

  /** Runs what has to succeed, and answers with its JSON. */
  async done(...args: string[]): Promise<Record<string, unknown>> {
    const ran = await this.run([...args, '--json']);
    if (ran.code !== 0) throw new Error(`fairway ${args.join(' ')} ended with ${ran.code}: ${ran.err}`);
    return ran.json;
  }

  /** Runs what has to be refused, and answers with the code. */
  async refused(...args: string[]): Promise<string> {
    const ran = await this.run([...args, '--json']);
    if (ran.code !== 1) throw new Error(`fairway ${args.join(' ')} ended with ${ran.code}: ${ran.err}`);
    return ran.json['code'] as string;
  }

  /** Founds a member with one registrar, who has a new key of this name. */
  async found(member: keyof typeof TIME_ZONES, registrar: string, ...options: string[]): Promise<void> {
    await this.done('key', 'make', registrar, '--new-handle', member);
    const found = {
      ...{ member, name: `Aduana de ${member}`, network: 'bconnect', timeZone: TIME_ZONES[member] },
      registrars: [{ key: registrar, office: 'Registro' }],
    };
    await this.done('member', 'found', '--file', this.write(`${member}.json`, found), '--as', registrar, ...options);
  }

  /** Registers a party with a new key of this name, and gives its handle. */
  async register(key: string, registrar: string, ...profile: string[]): Promise<string> {
    await this.done('key', 'make', key);
    const checked = ['--due-diligence', 'EXP-1', '--checked-on', '2026-01-15', '--stored-key', key];
    return (await this.done('participant', 'register', '--as', registrar, ...profile, ...checked))['handle'] as string;
  }

  write(name: string, content: string | object): string {
    const file = join(this.folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const ranWith = (code: number | null, { out, err }: { out: string; err: string }): Ran => ({
  ...{ code, out, err },
  get json() {
    return JSON.parse(out) as Record<string, unknown>;
  },
});

/** What an officer is registered as, by its role. */
export const officeOf = (role: string): string[] => [
  '--role',
  role,
  '--office',
  'Programa OEA',
  '--name',
  `Legajo de ${role}`,
];

/** Hears what is written to a stream, in its place and as to no terminal, until it is told to stop. */
function hearing(stream: NodeJS.WriteStream, hear: (text: string) => void): () => void {
  const { isTTY } = stream;
  stream.write = (text: Uint8Array | string) => {
    hear(typeof text === 'string' ? text : Buffer.from(text).toString());
    return true;
  };
  stream.isTTY = false;
  return () => {
    stream.isTTY = isTTY;
    // The stream's own is its prototype's.
    Reflect.deleteProperty(stream, 'write');
  };
}
