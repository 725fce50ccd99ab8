import { setImmediate as moment } from 'node:timers/promises';
import { createApp, documentPart } from '@fairway/gateway';
import { Refusal, digestOf } from '@fairway/model';
import { documentsAt, type DocumentClaim, type SealedDocuments } from '@fairway/sdk';
import { expect } from 'chai';
import { served, type Served } from '../../../sdk/client/test/served.ts';

const ADDRESS = digestOf('address');
const CLAIM: DocumentClaim = {
  record: { member: 'AR', kind: 'title', id: 'SMDG:MSK/ABC123456789/1' },
  document: digestOf('document'),
  after: 'ab'.repeat(32),
};

describe('The routes of encrypted documents', () => {
  const kept = new Map<string, { sealed: Uint8Array; claim: DocumentClaim }>();
  let held: Promise<void> | undefined;
  const store: SealedDocuments = {
    get: (address) => Promise.resolve(kept.get(address)?.sealed),
    put: async (address, sealed, claim) => {
      if (claim.document !== CLAIM.document) throw new Refusal('DOCUMENT_NOT_ASKED_FOR', 'another is accepted');
      kept.set(address, { sealed, claim });
      return held;
    },
  };
  let server: Served;
  let base: string;
  before(async () => {
    server = await served(createApp({ member: 'AR', operations: [], parts: [documentPart(store)] }));
    base = `${server.url}/api/documents/`;
  });
  after(() => server.close());
  beforeEach(() => {
    kept.clear();
    held = undefined;
  });

  const refusalOf = async (attempt: () => Promise<unknown>) => {
    try {
      await attempt();
    } catch (error) {
      return (error as Refusal).code;
    }
    return 'none';
  };

  it('keep what they are given, with what it is for, and give it back', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index);
    await documentsAt(base).put(ADDRESS, bytes, CLAIM);
    expect(kept.get(ADDRESS)!.claim).to.deep.equal(CLAIM);
    expect(await documentsAt(base).get(ADDRESS)).to.deep.equal(bytes);
  });

  it('answer pages of other members, and leave nothing in caches', async () => {
    await documentsAt(base).put(ADDRESS, Uint8Array.of(1), CLAIM);
    const { headers } = await fetch(base + ADDRESS);
    expect(headers.get('access-control-allow-origin')).to.equal('*');
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(headers.get('content-type')).to.equal('application/octet-stream');
  });

  it('have no list, and nothing where nothing is kept', async () => {
    expect((await fetch(base)).status).to.equal(404);
    expect(await documentsAt(base).get(ADDRESS)).to.equal(undefined);
    const deleted = await fetch(base + ADDRESS, { method: 'DELETE' });
    expect([deleted.status, deleted.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD, PUT']);
  });

  it("pass on the store's refusals, and refuse what is too large or names nothing", async () => {
    const put = (bytes: Uint8Array, change: object = {}) =>
      refusalOf(() => documentsAt(base).put(ADDRESS, bytes, { ...CLAIM, ...change }));
    expect(await put(Uint8Array.of(1), { document: digestOf('other') })).to.equal('DOCUMENT_NOT_ASKED_FOR');
    expect(await put(Uint8Array.of(1), { after: 'soon' })).to.equal('NOT_ALLOWED');
    expect(await put(Uint8Array.of(1), { record: { member: 'Argentina', kind: 'aeo', id: '1' } })).to.equal(
      'NOT_ALLOWED',
    );
    expect(await put(new Uint8Array(2 * 1024 * 1024))).to.equal('TOO_LARGE');
    expect(kept.size).to.equal(0);
    const wrong = await fetch(base + ADDRESS, { method: 'PUT', body: '{}', headers: { 'content-type': 'text/plain' } });
    expect(await wrong.json()).to.include({ code: 'WRONG_TYPE' });
  });

  it('let four of one address wait for their transactions, and hold up nothing that waits for none', async () => {
    let release!: () => void;
    held = new Promise((resolve) => (release = resolve));
    const addresses = [1, 2, 3, 4].map((one) => digestOf(`address ${one}`));
    const waiting = addresses.map((address) => documentsAt(base).put(address, Uint8Array.of(1), CLAIM));
    while (kept.size < waiting.length) await moment();
    expect(await refusalOf(() => documentsAt(base).put(ADDRESS, Uint8Array.of(1), CLAIM))).to.equal('BUSY');
    held = undefined;
    const { after: _, ...standing } = CLAIM;
    await documentsAt(base).put(ADDRESS, Uint8Array.of(1), standing);
    release();
    await Promise.all(waiting);
    await documentsAt(base).put(ADDRESS, Uint8Array.of(1), CLAIM);
  });
});
