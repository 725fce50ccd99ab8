import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { directoryStore } from '@fairway/gateway';
import { digestOf } from '@fairway/model';
import { blobsAt, documentsAt } from '@fairway/sdk';
import { expect } from 'chai';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe("the member's service process", () => {
  let directory: string;
  let config: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fairway-gateway-'));
    config = join(directory, 'gateway.json');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => JSON.parse((await lines.next()).value as string) as Record<string, unknown>;
    return { child, next };
  };

  it('goes on while it has nothing to go by, and ends cleanly when it is told to', async () => {
    const peers = [{ mspId: 'AR', endpoint: 'localhost:7051', tlsRoots: 'ca.pem' }];
    const identity = { mspId: 'AR', certificate: 'cert.pem', privateKey: 'key.pem' };
    writeFileSync(
      config,
      JSON.stringify({ member: 'AR', namespace: 'fairway-ar', channel: 'customs', identity, peers }),
    );
    const { child, next } = start('--config', config);
    expect(await next()).to.include({ event: 'started', member: 'AR', every: 300 });
    expect((await next())['error']).to.include(join(directory, 'cert.pem'));
    child.kill('SIGTERM');
    expect(await next()).to.include({ event: 'stopped' });
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('serves where it is told to, and ends when it is told to, with an answer for who asked before', async () => {
    const peers = [{ mspId: 'AR', endpoint: 'localhost:7051', tlsRoots: 'ca.pem' }];
    const identity = { mspId: 'AR', certificate: 'cert.pem', privateKey: 'key.pem' };
    const members = ['AR', 'UY'];
    const http = { port: 0, members };
    const blobs = { directory: 'blobs', index: 'blobs.db', members };
    const webhooks = { file: 'webhooks.db', members };
    const documents = { index: 'documents.db' };
    const shared = { member: 'AR', namespace: 'fairway-ar', channel: 'customs', identity, peers };
    writeFileSync(config, JSON.stringify({ ...shared, http, blobs, documents, webhooks }));
    const { child, next } = start('--config', config);
    await next();
    const { event, url } = await next();
    expect([event, new URL(url as string).hostname]).to.deep.equal(['serving', '127.0.0.1']);
    const response = await fetch(new URL('api/openapi.json', url as string));
    expect(((await response.json()) as { openapi: string }).openapi).to.equal('3.1.0');
    const document = await fetch(new URL(`api/documents/${'A'.repeat(43)}`, url as string));
    expect(((await document.json()) as { code: string }).code).to.equal('DOCUMENT_UNKNOWN');
    child.kill('SIGTERM');
    expect((await once(child, 'exit')) as unknown).to.deep.equal([0, null]);
    for (const file of [blobs.index, webhooks.file, documents.index])
      expect(statSync(join(directory, file)).mode & 0o777, file).to.equal(0o600);
  });

  it('serves the blobs of its store and encrypted documents, and says so where it cannot look after them', async () => {
    const peers = [{ mspId: 'AR', endpoint: 'localhost:7051', tlsRoots: 'ca.pem' }];
    const identity = { mspId: 'AR', certificate: 'cert.pem', privateKey: 'key.pem' };
    const bytes = Buffer.from('kept before');
    await directoryStore(join(directory, 'blobs')).put(bytes);
    const blobs = { directory: 'blobs', members: ['AR'] };
    const http = { port: 0, members: ['AR'] };
    const documents = { index: 'documents.db' };
    const rest = { namespace: 'fairway-ar', channel: 'customs', identity, peers, blobs, documents, http };
    writeFileSync(config, JSON.stringify({ member: 'AR', ...rest }));
    const { child, next } = start('--config', config);
    let url: string | undefined;
    let hasFailed = false;
    while (!url || !hasFailed) {
      const entry = await next();
      if (entry['event'] === 'serving') url = entry['url'] as string;
      if (entry['event'] === 'blobs-failed') hasFailed = (entry['error'] as string).includes('cert.pem');
    }
    const served = blobsAt(`${url}api/blobs/`);
    expect(Buffer.from((await served.get(digestOf(bytes)))!)).to.deep.equal(bytes);
    expect(await served.get(digestOf('never kept'))).to.equal(undefined);
    expect(await documentsAt(`${url}api/documents/`).get(digestOf('never kept'))).to.equal(undefined);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('says what is wrong with its configuration', async () => {
    writeFileSync(config, '{}');
    const { child, next } = start('--config', config);
    expect((await next())['error']).to.include('MISSING_FIELD');
    expect(await once(child, 'exit')).to.deep.equal([1, null]);
  });

  it('says how it is started', async () => {
    const { child } = start();
    const [usage] = (await once(child.stderr, 'data')) as [Buffer];
    expect(usage.toString()).to.include('--config');
    expect(await once(child, 'exit')).to.deep.equal([2, null]);
  });
});
