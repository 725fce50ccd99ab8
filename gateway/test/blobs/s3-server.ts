import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { S3Credentials } from '@fairway/gateway';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const requirements = join(here, 'requirements.txt');

/** The Python environment with moto in it, made once for each text of the requirements. */
async function environment(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(here, '../../../.cache', `s3-server-${version}`);
  const done = join(folder, 'done');
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
    writeFileSync(done, '');
  }
  return join(folder, 'bin');
}

const POLICY = (bucket: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::${bucket}/*` },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
  ],
});

/** By this the server knows which service is asked, while it does not check signatures. */
const scopeOf = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;

/** An S3-compatible server (moto) on this machine, with a bucket, and users of whom one may use it. */
export class S3Server {
  static async start(): Promise<S3Server> {
    const bin = await environment();
    const child = spawn(join(bin, 'moto_server'), ['-H', '127.0.0.1', '-p', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for await (const line of createInterface({ input: child.stderr })) {
      const [, url] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (!url) continue;
      child.stderr.resume();
      return new S3Server(url, () => child.kill());
    }
    throw new Error('moto_server ended');
  }

  readonly url: string;
  readonly stop: () => void;
  private constructor(url: string, stop: () => void) {
    this.url = url;
    this.stop = stop;
  }

  async makeBucket(bucket: string): Promise<void> {
    await this.#done(fetch(`${this.url}/${bucket}`, { method: 'PUT' }));
  }

  /** A user with a key, who may use a bucket or nothing. */
  async user(name: string, bucket?: string): Promise<S3Credentials> {
    await this.#iam({ Action: 'CreateUser', UserName: name });
    if (bucket) {
      const policy = { PolicyName: 'blobs', PolicyDocument: JSON.stringify(POLICY(bucket)) };
      await this.#iam({ Action: 'PutUserPolicy', UserName: name, ...policy });
    }
    const text = await this.#iam({ Action: 'CreateAccessKey', UserName: name });
    const [accessKeyId, secretAccessKey] = ['AccessKeyId', 'SecretAccessKey'].map(
      (tag) => new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(text)![1]!,
    );
    return { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! };
  }

  /** From now on signatures and rights are checked, or are not. */
  async checks(isChecked: boolean): Promise<void> {
    await this.#done(fetch(`${this.url}/moto-api/reset-auth`, { method: 'POST', body: isChecked ? '0' : 'inf' }));
  }

  /** Puts bytes in an object's place, or takes it away, past the store. */
  async tamper(path: string, bytes?: string): Promise<void> {
    const headers = { authorization: scopeOf('s3') };
    const put = { method: 'PUT', headers, body: bytes ?? '' };
    await this.#done(fetch(`${this.url}/${path}`, bytes === undefined ? { method: 'DELETE', headers } : put));
  }

  async #iam(form: Record<string, string>): Promise<string> {
    const headers = { authorization: scopeOf('iam') };
    const body = new URLSearchParams({ ...form, Version: '2010-05-08' });
    return this.#done(fetch(this.url, { method: 'POST', headers, body }));
  }

  async #done(asked: Promise<Response>): Promise<string> {
    const response = await asked;
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }
}
