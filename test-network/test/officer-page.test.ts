import { canonical, later, instantOf, HOUR, type Act, type PublicJwk } from '@fairway/model';
import { Aeo } from '@fairway/sdk';
import { makeActKey, signAct } from '@fairway/wallets';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { DESKTOP, PHONE, atTheOfficersPage, reach } from './officer/at-the-page.ts';
import { AUDIENCE, registerKey } from './officer/officers.ts';

/** The officers' page in a real browser. */
describe("The officers' page", () => {
  const desk = atTheOfficersPage();
  const { browser, signIn, registered, granted, openCertificate, suspend, demandAccessible } = desk;

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
    const partner = new Aeo(desk.officers.world.stage('UY'));
    expect(await partner.check('AR', number)).to.include({ status: 'suspended', reason: 'insolvency' });
    expect((await partner.history('AR', number)).at(-1)).to.include({ act, by: handle, note: 'EXP-2026-77' });
    await page.locator('#to-certificate').click();
    expect(await page.locator('article [data-status]').getAttribute('data-status')).to.equal('suspended');
  });

  it('has one granted, reinstated and revoked', async () => {
    const { world } = desk.officers;
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

  const offered = async (page: Page): Promise<(string | null)[]> =>
    Promise.all((await page.locator('button[data-act]').all()).map((one) => one.getAttribute('data-act')));

  const decide = async (page: Page, type: string, fields: Record<string, string>): Promise<void> => {
    await page.locator(`button[data-act="${type}"]`).click();
    for (const [name, value] of Object.entries(fields)) {
      const field = page.locator(`#${name}`);
      if (await page.locator(`select#${name}`).count()) await field.selectOption(value);
      else await field.fill(value);
    }
    await page.locator('#review').click();
  };

  const signed = async (page: Page): Promise<void> => {
    await page.locator('#sign').click();
    await page.locator('#to-certificate').click();
    await page.locator('article').waitFor();
  };

  it('has one amended, showing what was, then renewed, then annulled, and offers no more', async () => {
    const number = await granted();
    const page = await browser();
    await registered(page);
    await openCertificate(page, number);
    await page.locator('button[data-act="aeo.amend"]').click();
    expect(await page.locator('#validTo').inputValue()).to.equal('2036-12-31');
    await page.locator('#back').click();
    await decide(page, 'aeo.amend', { validTo: '', reviewOn: '2030-01-31', reason: 'Resolución 12/2026' });
    await page.locator('#sign').waitFor();
    expect(await page.locator('dl').first().innerText())
      .to.include('None any more (until now: 31 December 2036)')
      .and.include('31 January 2030');
    await signed(page);
    await decide(page, 'aeo.renew', { reviewOn: '2032-01-31' });
    await signed(page);
    await decide(page, 'aeo.annul', { reason: 'granted-in-error' });
    await signed(page);
    expect(await page.locator('article [data-status]').getAttribute('data-status')).to.equal('annulled');
    expect(await offered(page)).to.deep.equal(['aeo.appeal']);
    const partner = new Aeo(desk.officers.world.stage('UY'));
    const history = await partner.history('AR', number);
    expect(history.map(({ type }) => type)).to.deep.equal(['aeo.grant', 'aeo.amend', 'aeo.renew', 'aeo.annul']);
    expect((await partner.get('AR', number)).terms.at(-1))
      .to.include({ reviewOn: '2032-01-31' })
      .and.not.have.key('validTo');
  });

  it('records an appeal that stays a suspension, and how it ended, of those that there are', async () => {
    const number = await granted();
    const page = await browser();
    await registered(page);
    await openCertificate(page, number);
    expect(await offered(page))
      .to.include('aeo.suspend')
      .and.not.include.members(['aeo.reinstate', 'aeo.appeal']);
    await suspend(page);
    await signed(page);
    expect(await offered(page))
      .to.include.members(['aeo.reinstate', 'aeo.appeal'])
      .and.not.include('aeo.suspend');
    const [, suspension] = (await new Aeo(desk.officers.world.stage('AR')).history('AR', number)).map(({ act }) => act);
    await decide(page, 'aeo.appeal', { reference: 'TFN 40.112', of: suspension!, suspensive: 'true' });
    await page.locator('#sign').waitFor();
    expect(await page.locator('dl').first().innerText())
      .to.match(/Suspended, .* · .*/)
      .and.include(suspension);
    await signed(page);
    expect(await page.locator('article').textContent()).to.include('TFN 40.112 · Suspended, ');
    expect(await page.locator('article [data-status]').getAttribute('data-status')).to.equal('active');
    await decide(page, 'aeo.resolveAppeal', { reference: 'TFN 40.112', outcome: 'dismissed' });
    await signed(page);
    expect((await new Aeo(desk.officers.world.stage('UY')).check('AR', number)).status).to.equal('suspended');
  });

  it('shows before signing how the certificate stands, also where that has changed since it was opened', async () => {
    const { world } = desk.officers;
    const number = await granted();
    const page = await browser();
    await registered(page);
    await openCertificate(page, number);
    await new Aeo(world.stage('AR', world.officer)).suspend('AR', number, { reason: 'insolvency' });
    await decide(page, 'aeo.revoke', { reason: 'insolvency' });
    await page.locator('#sign').waitFor();
    expect(await page.locator('[data-status]').getAttribute('data-status')).to.equal('suspended');
  });

  it('leads back from a refusal to what was filled in', async () => {
    const number = await granted();
    const page = await browser();
    await registered(page);
    await openCertificate(page, number);
    await decide(page, 'aeo.renew', { validTo: '2030-01-01', note: 'EXP-9' });
    await page.locator('#sign').click();
    await page.locator('[data-code=NOT_LATER]').waitFor();
    await page.locator('#change').click();
    expect(await page.locator('#note').inputValue()).to.equal('EXP-9');
    await page.locator('#validTo').fill('2037-01-01');
    await page.locator('#review').click();
    await signed(page);
    expect((await new Aeo(desk.officers.world.stage('UY')).check('AR', number)).validTo).to.equal('2037-01-01');
  });

  it('shows the very act that it then signs, and signs nothing that the officer does not agree to', async () => {
    const number = await granted();
    const page = await browser();
    await registered(page);
    await openCertificate(page, number);
    await suspend(page);
    await page.locator('#do-not-sign').click();
    expect(await page.locator('#note').inputValue()).to.equal('EXP-2026-77');
    expect((await new Aeo(desk.officers.world.stage('AR')).check('AR', number)).status).to.equal('active');
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
    const { world, gateway } = desk.officers;
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
    await signIn(page, { handle: desk.officers.world.officer.handle });
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
    const history = await new Aeo(desk.officers.world.stage('UY')).history('AR', number);
    expect(history.map(({ type }) => type)).to.deep.equal(['aeo.grant', 'aeo.suspend']);
  });

  it('lets nobody be signed in by a link that somebody else made', async () => {
    const page = await browser();
    await page.goto(desk.officers.page);
    await page.goto(
      `${desk.officers.page}?code=AAAA&state=BBBB&iss=${encodeURIComponent(desk.officers.issuer.issuer)}`,
    );
    await page.locator('#sign-in').waitFor();
    expect(page.url()).to.equal(desk.officers.page);
    await page.locator('#sign-in').click();
    await page.locator('[name=subject]').waitFor();
    await page.goto(
      `${desk.officers.page}?code=AAAA&state=BBBB&iss=${encodeURIComponent(desk.officers.issuer.issuer)}`,
    );
    await page.locator('[role=alert]').waitFor();
    expect(await page.locator('#sign-out').count()).to.equal(0);
  });

  it('believes no gateway that shows a certificate otherwise than its acts make it', async () => {
    const { world } = desk.officers;
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
    await page.locator('h1:focus').waitFor();
    await reach(page, '#number');
    await page.keyboard.type(number);
    await page.keyboard.press('Enter');
    await page.locator('article h1:focus').waitFor();
    await reach(page, '[data-act="aeo.suspend"]');
    await page.keyboard.press('Enter');
    await page.locator('form h1:focus').waitFor();
    await reach(page, '#reason');
    await page.keyboard.type('insol');
    await reach(page, '#review');
    await page.keyboard.press('Enter');
    await page.locator('section h1:focus').waitFor();
    await reach(page, '#sign');
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
      await page.goto(desk.officers.page);
      await page.locator('#sign-in').waitFor();
      expect(await page.locator('html').getAttribute('lang')).to.equal(locale);
      await look('start');
      await signIn(page);
      await look('no-key');
      await page.locator('#make-key').click();
      await page.locator('[data-key=no-handle]').waitFor();
      await look('key');
      const jwk = JSON.parse((await page.locator('#jwk').textContent())!) as PublicJwk;
      await page
        .locator('#handle')
        .fill(await registerKey(desk.officers.world, 'AR', desk.officers.world.registrar, jwk));
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
