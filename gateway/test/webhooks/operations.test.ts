import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhooks, webhookOperations, type Subscriber } from '@fairway/gateway';
import { expect } from 'chai';
import { json, ledgerThat, opened, problemOf, type Opened } from '../http/a-gateway.ts';

const PATH = '/api/webhooks/subscribers';
const URL_ = 'https://erp.example/hooks';

describe('The API of subscriptions', () => {
  let folder: string;
  let webhooks: Webhooks;
  let open: Opened;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-webhooks-'));
    webhooks = new Webhooks({ file: join(folder, 'w.db'), members: ['AR'], ledger: () => ledgerThat(), log: () => {} });
    open = await opened(ledgerThat(), {}, undefined, webhookOperations(webhooks));
  });
  after(async () => {
    await open.close();
    webhooks.close();
    rmSync(folder, { recursive: true });
  });

  const asked = async (path: string, init?: RequestInit, role = 'officer') => {
    const response = await open.askAs([role], path, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const subscribed = async (more: object = {}): Promise<Subscriber> => {
    const { body } = await asked(PATH, json({ url: URL_, ...more }));
    return body as unknown as Subscriber;
  };
  const put = (body: unknown): RequestInit => ({ ...json(body), method: 'PUT' });

  it('is for officers', async () => {
    expect((await open.ask(PATH)).status).to.equal(401);
    for (const init of [{}, json({ url: URL_ })])
      expect((await asked(PATH, init, 'party')).body).to.include({ status: 403, code: 'ROLE_MISSING' });
  });

  it('subscribes, and shows the public key by which requests will be signed', async () => {
    const made = await subscribed({ kinds: ['aeo'], types: ['aeo.suspend'] });
    expect(made).to.include({ url: URL_, position: 0, deadLetters: 0 });
    expect(made.keys[0]).to.have.all.keys('kty', 'crv', 'x', 'kid');
    expect((await asked(`${PATH}/${made.id}`)).body).to.deep.equal(made);
    const { subscribers } = (await asked(PATH)).body as { subscribers: Subscriber[] };
    expect(subscribers).to.deep.include(made);
    expect((await asked(`${PATH}/${made.id}/key`, { method: 'POST' })).body['keys']).to.have.length(2);
  });

  it('changes a subscription as a whole, and ends it', async () => {
    const { id } = await subscribed({ kinds: ['aeo'] });
    const { body } = await asked(`${PATH}/${id}`, put({ url: URL_, paused: true }));
    expect(body).to.include({ paused: true }).and.not.to.have.property('kinds');
    expect((await asked(`${PATH}/${id}`, { method: 'DELETE' })).status).to.equal(200);
    expect((await asked(`${PATH}/${id}`)).body).to.include({ status: 404, code: 'SUBSCRIBER_UNKNOWN' });
  });

  it('refuses what it does not know, and addresses that nobody may have it post to', async () => {
    for (const url of ['http://erp.example/', 'https://169.254.169.254/latest/meta-data', 'https://localhost/', ''])
      expect((await asked(PATH, json({ url }))).body, url).to.include({ status: 400, code: 'URL_NOT_ALLOWED' });
    for (const more of [{ kinds: ['x'] }, { parties: ['x'] }, { members: [] }, { other: 1 }])
      expect((await asked(PATH, json({ url: URL_, ...more }))).status).to.equal(400);
    const { id } = await subscribed();
    const changed = await asked(`${PATH}/${id}`, put({ url: 'https://10.0.0.1/' }));
    expect(changed.body['code']).to.equal('URL_NOT_ALLOWED');
    expect((await asked(`${PATH}/${id}`)).body['url']).to.equal(URL_);
    for (const path of ['', '/key', '/dead-letters/replay'])
      expect((await asked(`${PATH}/none${path}`, path === '' ? {} : json({}))).body['code']).to.equal(
        'SUBSCRIBER_UNKNOWN',
      );
  });

  it('lists dead letters in pages, replays and discards them', async () => {
    const { id } = await subscribed();
    const letters = `${PATH}/${id}/dead-letters`;
    expect((await asked(`${letters}?limit=2`)).body).to.deep.equal({ deadLetters: [] });
    expect((await asked(`${letters}/replay`, json({}))).body).to.deep.equal({ count: 0 });
    expect((await asked(`${letters}/discard`, json({ positions: [1] }))).body).to.deep.equal({ count: 0 });
    expect((await asked(`${letters}?limit=101`)).status).to.equal(400);
    expect((await problemOf(await open.askAs(['officer'], letters, json({}))))['code']).to.equal('METHOD_NOT_ALLOWED');
  });
});
