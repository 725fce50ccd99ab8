import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonical, later, instantOf, HOUR, type Act, type Handle, type PublicJwk } from '@fairway/model';
import { Aeo } from '@fairway/sdk';
import { makeActKey, signAct } from '@fairway/wallets';
import axe from 'axe-core';
import { expect } from 'chai';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { AUDIENCE, openOfficers, registerKey, type Officers } from './officer/officers.ts';

const PHONE = { width: 320, height: 640 };
const DESKTOP = { width: 1280, height: 800 };

/** The officers' page in a real browser. */
describe("The officers' page", () => {
  let officers: Officers;
  const opened: BrowserContext[] = [];
  before(async () => {
    officers = await openOfficers();
  });
  after(() => officers.close());
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  /** An officer's browser, which complains about whatever the page's policy stops. */
  async function browser(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await officers.browser.newContext({ locale: 'en', viewport: DESKTOP, ...options });
    opened.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) throw new Error(message.text());
    });
    return page;
  }

  async function signIn(page: Page, { subject = 'legajo-7', handle = '', roles = ['officer'] } = {}): Promise<void> {
    await page.goto(officers.page);
    await page.locator('#sign-in').click();
    await page.locator('[name=subject]').fill(subject);
    await page.locator('[name=handle]').fill(handle);
    for (const role of ['party', 'officer', 'service'])
      await page.locator(`[name=role][value=${role}]`).setChecked(roles.includes(role));
    await page.locator('[value=yes]').click();
    await page.locator('h1').waitFor();
    await page.locator('#make-key, [data-key], [data-code]').first().waitFor();
  }

  /** Signs in, makes a key, and has it registered for an AEO officer of a member. */
  async function registered(page: Page, member = 'AR'): Promise<Handle> {
    const { world } = officers;
    await signIn(page);
    await page.locator('#make-key').click();
    await page.locator('[data-key=no-handle]').waitFor();
    const jwk = JSON.parse((await page.locator('#jwk').textContent())!) as PublicJwk;
    const registrar = member === 'AR' ? world.registrar : world.partnerRegistrar;
    const handle = await registerKey(world, member, registrar, jwk);
    await page.locator('#handle').fill(handle);
    await page.locator('#keep-handle').click();
    await page.locator('[data-key=in-force]').waitFor();
    return handle;
  }

  async function granted(): Promise<string> {
    const { world } = officers;
    const number = world.newNumber();
    const terms = { type: 'OEA', grantedOn: '2026-01-01', validFrom: '2026-01-01', validTo: '2036-12-31' };
    await new Aeo(world.stage('AR', world.officer)).grant('AR', number, { holder: world.trader.handle, ...terms });
    return number;
  }

  const openCertificate = async (page: Page, number: string): Promise<void> => {
    await page.locator('#number').fill(number);
    await page.locator('#number').press('Enter');
    await page.locator('article').waitFor();
  };

  const suspend = async (page: Page): Promise<void> => {
    await page.locator('[data-act="aeo.suspend"]').click();
    await page.locator('#reason').selectOption('insolvency');
    await page.locator('#note').fill('EXP-2026-77');
    await page.locator('#review').click();
    await page.locator('#sign').waitFor();
  };

  /** Nothing that axe finds, and nothing wider than the screen. */
  async function demandAccessible(page: Page, name: string): Promise<void> {
    const folder = process.env['FAIRWAY_SCREENSHOTS'];
    const { width } = page.viewportSize()!;
    if (folder) {
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `officer-${name}-${width}.png`), fullPage: true });
    }
    await page.evaluate(axe.source);
    type Axe = { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const { violations } = await page.evaluate(() => (globalThis as unknown as Axe).axe.run());
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
    const wide = await page.locator('html').evaluate((html: { scrollWidth: number }) => html.scrollWidth);
    expect(wide).to.be.at.most(width);
  }

  it('has a certificate suspended by a key that was made in the browser, and the partner sees it', async () => {
    const number = await granted();
    const page = await browser();
    const handle = await registered(page);
    await openCertificate(page, number);
    await suspend(page);
    expect(await page.locator('.words').textContent()).to.equal(`I suspend certificate ${number} of AR.`);
    await page.locator('#sign').click();
    await page.locator('[data-receipt]').waitFor();
    const act = await page.locator('[data-receipt]').getAttribute('data-receipt');
    const partner = new Aeo(officers.world.stage('UY'));
    expect(await partner.check('AR', number)).to.include({ status: 'suspended', reason: 'insolvency' });
    expect((await partner.history('AR', number)).at(-1)).to.include({ act, by: handle, note: 'EXP-2026-77' });
    await page.locator('#to-certificate').click();
    expect(await page.locator('article [data-status]').getAttribute('data-status')).to.equal('suspended');
  });

  it('has one granted, reinstated and revoked', async () => {
    const { world } = officers;
    const page = await browser();
    await registered(page);
    const number = world.newNumber();
    await page.locator('#grant').click();
    await page.locator('input#number').fill(number.toLowerCase());
    await page.locator('#holder').fill(world.trader.handle);
    await page.locator('#type').selectOption('OEA');
    for (const name of ['grantedOn', 'validFrom']) await page.locator(`#${name}`).fill('2026-02-01');
    await page.locator('#validTo').fill('2036-01-31');
    await page.locator('#review').click();
    await page.locator('#sign').click();
    await page.locator('#to-certificate').click();
    expect(await page.locator('article').textContent()).to.include('Operador de ejemplo 1');
    await suspend(page);
    for (const type of ['aeo.reinstate', 'aeo.revoke']) {
      await page.locator('#sign').click();
      await page.locator('#to-certificate').click();
      await page.locator(`[data-act="${type}"]`).click();
      if (type === 'aeo.revoke') await page.locator('#reason').selectOption('conditions-not-met');
      await page.locator('#review').click();
    }
    await page.locator('#sign').click();
    await page.locator('[data-receipt]').waitFor();
    const history = await new Aeo(world.stage('UY')).history('AR', number);
    expect(history.map(({ type }) => type)).to.deep.equal(['aeo.grant', 'aeo.suspend', 'aeo.reinstate', 'aeo.revoke']);
  });

  it('shows the very act that it then signs, and signs nothing that the officer does not agree to', async () => {
    const number = await granted();
    const page = await browser();
    await registered(page);
    await openCertificate(page, number);
    await suspend(page);
    await page.locator('#do-not-sign').click();
    expect(await page.locator('#note').inputValue()).to.equal('EXP-2026-77');
    expect((await new Aeo(officers.world.stage('AR')).check('AR', number)).status).to.equal('active');
    await page.locator('#review').click();
    await page.locator('summary').click();
    const bytes = (await page.locator('#bytes').textContent())!;
    expect(canonical(JSON.parse(bytes))).to.equal(bytes);
    const shown = await page.locator('#digest').textContent();
    await page.locator('#sign').click();
    await page.locator('[data-receipt]').waitFor();
    expect(await page.locator('[data-receipt]').getAttribute('data-receipt')).to.equal(shown);
  });

  it('keeps the key where nobody can read it out, and the token nowhere', async () => {
    const page = await browser();
    await registered(page);
    // Runs in the page, as a script that has got into it would.
    const found = await page.evaluate<object>(`(async () => {
      const opening = indexedDB.open('fairway-officer');
      await new Promise((done) => (opening.onsuccess = done));
      const asking = opening.result.transaction('keys').objectStore('keys').getAll();
      await new Promise((done) => (asking.onsuccess = done));
      const { privateKey } = asking.result[0];
      const tried = await Promise.allSettled(
        ['jwk', 'pkcs8', 'raw'].map((format) => crypto.subtle.exportKey(format, privateKey)),
      );
      const stored = { ...localStorage, ...sessionStorage };
      return { extractable: privateKey.extractable, tried: tried.map(({ status }) => status), stored, cookie: document.cookie };
    })()`);
    expect(found).to.deep.equal({
      extractable: false,
      tried: ['rejected', 'rejected', 'rejected'],
      stored: {},
      cookie: '',
    });
    await page.reload();
    await page.locator('#sign-in').waitFor();
  });

  it('finds the key again for its officer, and for no other who signs in at the same browser', async () => {
    const page = await browser();
    const handle = await registered(page);
    await signIn(page);
    await page.locator('[data-key=in-force]').waitFor();
    expect(await page.locator('#handle').inputValue()).to.equal(handle);
    await signIn(page, { subject: 'legajo-8' });
    expect(await page.locator('[data-key]').count()).to.equal(0);
    expect(await page.locator('#make-key').count()).to.equal(1);
  });

  it('gives nobody who steals its token the power to act', async () => {
    const { world, gateway } = officers;
    const number = await granted();
    const page = await browser();
    const asking = page.waitForRequest((request) => request.headers()['authorization'] !== undefined);
    await registered(page);
    const authorization = (await asking).headers()['authorization']!;
    const post = async (path: string, body: object) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await (await fetch(new URL(path, gateway.url), init)).json()) as { code?: string };
    };
    const record = { member: 'AR', kind: 'aeo', id: number };
    const { head } = await world.stage('AR').read(record);
    const act: Act = {
      ...{ version: 1, type: 'aeo.suspend', actor: world.officer.handle, args: { reason: 'insolvency' } },
      records: [{ ...record, sequence: head.sequence + 1, previous: head.act }],
      notAfter: later(instantOf(Date.now()), HOUR),
    };
    const stranger = await makeActKey();
    const forged = await signAct(act, [{ handle: act.actor, signer: stranger }]);
    expect((await post('api/acts', { act: forged })).code).to.equal('KEY_UNKNOWN');
    const tick = { namespace: 'fairway-ar', transaction: 'clock:tick', args: [] };
    expect((await post('api/ledger/endorse', tick)).code).to.equal('NOT_AN_ACT');
    expect((await new Aeo(world.stage('AR')).check('AR', number)).status).to.equal('active');
  });

  it('says why an officer of another member is refused', async () => {
    const number = await granted();
    const page = await browser();
    await registered(page, 'UY');
    await openCertificate(page, number);
    await suspend(page);
    await page.locator('#sign').click();
    await page.locator('[data-code]').waitFor();
    expect(await page.locator('[data-code]').getAttribute('data-code')).to.equal('ROLE_REQUIRED');
    expect(await page.locator('[data-code]').textContent())
      .to.include('Refused')
      .and.include('AEO officer');
    await demandAccessible(page, 'refused');
  });

  it('reads nothing for who has no role, or whose token is for another gateway', async () => {
    const nobody = await browser();
    await signIn(nobody, { roles: [] });
    expect(await nobody.locator('[data-code]').getAttribute('data-code')).to.equal('ACCESS_DENIED');
    const elsewhere = await browser();
    await elsewhere.route('**/authorize?*', (route, request) =>
      route.continue({ url: request.url().replace(`resource=${AUDIENCE}`, 'resource=gateway-UY') }),
    );
    await signIn(elsewhere);
    expect(await elsewhere.locator('[data-code]').getAttribute('data-code')).to.equal('ACCESS_DENIED');
  });

  it('says so of a key that is not registered', async () => {
    const number = await granted();
    const page = await browser();
    await signIn(page, { handle: officers.world.officer.handle });
    await page.locator('#make-key').click();
    await page.locator('[data-key=unregistered]').waitFor();
    await openCertificate(page, number);
    await suspend(page);
    await page.locator('#sign').click();
    await page.locator('[data-code=KEY_UNKNOWN]').waitFor();
  });

  it('sends what was signed again where no answer came, and it is recorded once', async () => {
    const number = await granted();
    const page = await browser();
    await registered(page);
    await openCertificate(page, number);
    await suspend(page);
    let sent = 0;
    await page.route('**/api/acts', async (route) => {
      if (++sent > 1) return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.locator('#sign').click();
    await page.locator('#again').click();
    await page.locator('[data-receipt]').waitFor();
    const history = await new Aeo(officers.world.stage('UY')).history('AR', number);
    expect(history.map(({ type }) => type)).to.deep.equal(['aeo.grant', 'aeo.suspend']);
  });

  it('lets nobody be signed in by a link that somebody else made', async () => {
    const page = await browser();
    await page.goto(officers.page);
    await page.goto(`${officers.page}?code=AAAA&state=BBBB&iss=${encodeURIComponent(officers.issuer.issuer)}`);
    await page.locator('#sign-in').waitFor();
    expect(page.url()).to.equal(officers.page);
    await page.locator('#sign-in').click();
    await page.locator('[name=subject]').waitFor();
    await page.goto(`${officers.page}?code=AAAA&state=BBBB&iss=${encodeURIComponent(officers.issuer.issuer)}`);
    await page.locator('[role=alert]').waitFor();
    expect(await page.locator('#sign-out').count()).to.equal(0);
  });

  it('believes no gateway that shows a certificate otherwise than its acts make it', async () => {
    const { world } = officers;
    const number = await granted();
    await new Aeo(world.stage('AR', world.officer)).suspend('AR', number, { reason: 'insolvency' });
    const page = await browser();
    await signIn(page);
    let changed = 0;
    await page.route('**/api/ledger/evaluate', async (route) => {
      const response = await route.fetch();
      const { result } = (await response.json()) as { result: string };
      const text = Buffer.from(result, 'base64url').toString();
      const lie = text.replaceAll('"state":"suspended"', '"state":"active"');
      if (lie !== text) changed++;
      await route.fulfill({ response, json: { result: Buffer.from(lie).toString('base64url') } });
    });
    await page.locator('#number').fill(number);
    await page.locator('#number').press('Enter');
    await page.locator('[data-code=CHAIN_BROKEN]').waitFor();
    expect(changed).to.be.greaterThan(0);
  });

  it('is used by keyboard alone', async () => {
    const number = await granted();
    const page = await browser();
    await registered(page);
    const reach = async (selector: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press('Tab');
        if (await page.locator(`${selector}:focus`).count()) return;
      }
      throw new Error(`${selector} is not reached by the keyboard`);
    };
    await page.locator('h1:focus').waitFor();
    await reach('#number');
    await page.keyboard.type(number);
    await page.keyboard.press('Enter');
    await page.locator('article h1:focus').waitFor();
    await reach('[data-act="aeo.suspend"]');
    await page.keyboard.press('Enter');
    await page.locator('form h1:focus').waitFor();
    await reach('#reason');
    await page.keyboard.type('insol');
    await reach('#review');
    await page.keyboard.press('Enter');
    await page.locator('section h1:focus').waitFor();
    await reach('#sign');
    await page.keyboard.press('Enter');
    await page.locator('[data-receipt] h1:focus').waitFor();
  });

  for (const [viewport, locale] of [
    [PHONE, 'es'],
    [DESKTOP, 'pt'],
    [PHONE, 'en'],
  ] as const)
    it(`is for everyone, at a width of ${viewport.width} and in ${locale}`, async () => {
      const number = await granted();
      const page = await browser({ viewport, locale });
      const look = (name: string) => demandAccessible(page, `${name}-${locale}`);
      await page.goto(officers.page);
      await page.locator('#sign-in').waitFor();
      expect(await page.locator('html').getAttribute('lang')).to.equal(locale);
      await look('start');
      await signIn(page);
      await look('no-key');
      await page.locator('#make-key').click();
      await page.locator('[data-key=no-handle]').waitFor();
      await look('key');
      const jwk = JSON.parse((await page.locator('#jwk').textContent())!) as PublicJwk;
      await page.locator('#handle').fill(await registerKey(officers.world, 'AR', officers.world.registrar, jwk));
      await page.locator('#keep-handle').click();
      await page.locator('[data-key=in-force]').waitFor();
      await look('home');
      await page.locator('#grant').click();
      await page.locator('#holder').waitFor();
      await look('grant');
      await page.locator('#back').click();
      await openCertificate(page, number);
      await look('certificate');
      await suspend(page);
      await page.locator('summary').click();
      await look('sign');
      await page.locator('#sign').click();
      await page.locator('[data-receipt]').waitFor();
      await look('receipt');
    });
});
