import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** What a run of the program left behind. */
export interface Ran {
  code: number | null;
  out: string;
  err: string;
  /** The one JSON document on its output. */
  json: Record<string, unknown>;
}

export const PASSPHRASE = 'four words are enough';

/** The built program in a folder of its own, with its keys and its embedded network in it. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'fairway-cli-'));
  readonly #environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: this.folder,
    FAIRWAY_KEYS: join(this.folder, 'keys'),
    FAIRWAY_EMBEDDED: join(this.folder, 'customs.db'),
    FAIRWAY_PASSPHRASE: PASSPHRASE,
  };

  /** Runs the program to its end; `stopAt` sends it SIGTERM once its output has that. */
  run(args: readonly string[], environment: NodeJS.ProcessEnv = {}, stopAt?: string): Promise<Ran> {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      env: { ...this.#environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (stopAt !== undefined && out.includes(stopAt)) child.kill('SIGTERM');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) =>
        resolve({
          code,
          out,
          err,
          get json() {
            return JSON.parse(out) as Record<string, unknown>;
          },
        }),
      );
    });
  }

  /** Runs what has to succeed, and answers with its JSON. */
  async done(...args: string[]): Promise<Record<string, unknown>> {
    const ran = await this.run([...args, '--json']);
    if (ran.code !== 0) throw new Error(`fairway ${args.join(' ')} ended with ${ran.code}: ${ran.err}`);
    return ran.json;
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
