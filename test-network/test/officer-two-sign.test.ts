import { actToSign, canonical, later, instantOf, toBase64url, HOUR, type ActToSign, type Handle } from '@fairway/model';
import { Aeo, draftOf } from '@fairway/sdk';
import { makeActKey, signatureOver, type ActSigner } from '@fairway/wallets';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { DESKTOP, PHONE, atTheOfficersPage, reach } from './officer/at-the-page.ts';
import { registerKey, setSigning } from './officer/officers.ts';

/** Decisions that two officials of one office sign, each in a browser of its own. */
describe("An act that two sign at the officers' page", () => {
  const desk = atTheOfficersPage();
  const { browser, madeKey, keepHandle, registered, granted, openCertificate, demandAccessible } = desk;

  const revoke = async (page: Page): Promise<void> => {
    await page.locator('button[data-act="aeo.revoke"]').click();
    await page.locator('#reason').selectOption('insolvency');
    await page.locator('#review').click();
    await page.locator('#sign').waitFor();
  };

  /** An office whose two sign revocations: an official at this page, and another one by the key that comes back. */
  async function office(page: Page): Promise<{ handle: Handle; other: ActSigner }> {
    const { world } = desk.officers;
    const other = await makeActKey();
    const handle = await registerKey(world, 'AR', world.registrar, await madeKey(page), other.publicKey);
    await setSigning(world, handle, 'aeo.revoke');
    await keepHandle(page, handle);
    return { handle, other };
  }

  /** A revocation that the other official has begun, and signed. */
  async function begun(
    { handle, other }: { handle: Handle; other: ActSigner },
    number: string,
    now?: Date,
  ): Promise<ActToSign> {
    const { options } = desk.officers.world.stage('AR');
    const act = await draftOf({ ...options, actor: handle, ...(now && { now: () => now }) }, (session) =>
      new Aeo(session).revoke('AR', number, { reason: 'insolvency' }),
    );
    const { protected: header, signature } = await signatureOver(act, { handle, signer: other });
    return actToSign(act, [{ protected: header, signature: toBase64url(signature) }]);
  }

  /** Opens, where somebody has signed in, the link to an act, or one that is made of what would be in a file. */
  const open = async (page: Page, text: string): Promise<void> => {
    const { hash } = text.includes('#') ? new URL(text) : { hash: `#act=${Buffer.from(text).toString('base64url')}` };
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  };

  const refusedWith = async (page: Page, code: string): Promise<string> => {
    await page.locator(`[data-code=${code}]`).waitFor();
    return (await page.locator('[data-code] p').first().innerText()).split('\n')[0]!;
  };

  it('goes from the one to the other by a link, and is recorded when both have signed', async () => {
    const { world } = desk.officers;
    const number = await granted();
    const [one, other] = [await browser(), await browser()];
    const keys = [await madeKey(one), await madeKey(other)] as const;
    const handle = await registerKey(world, 'AR', world.registrar, ...keys);
    await setSigning(world, handle, 'aeo.revoke', 'aeo.annul');
    for (const page of [one, other]) await keepHandle(page, handle);
    expect(await one.locator('#two-sign').textContent()).to.equal('Revoke, Annul');
    await openCertificate(one, number);
    await revoke(one);
    await one.locator('#sign').click();
    await one.locator('[data-hand-on]').waitFor();
    const id = await one.locator('[data-hand-on]').getAttribute('data-hand-on');
    const link = (await one.locator('#link').textContent())!;
    expect((await new Aeo(world.stage('UY')).check('AR', number)).status).to.equal('active');

    // Loaded anew the page has nobody signed in; the act waits until somebody has.
    await other.goto('about:blank');
    await other.goto(link);
    await other.locator('#sign-in').click();
    await other.locator('[name=subject]').fill('legajo-7');
    await other.locator('[value=yes]').click();
    await other.locator('#sign').waitFor();
    expect(new URL(other.url()).hash).to.equal('');
    expect(await other.locator('.words').textContent()).to.equal(`I revoke certificate ${number} of AR, for good.`);
    expect(await other.locator('#digest').textContent()).to.equal(id);
    await other.locator('#sign').click();
    await other.locator('[data-receipt]').waitFor();
    expect(await other.locator('[data-receipt]').getAttribute('data-receipt')).to.equal(id);
    expect((await new Aeo(world.stage('UY')).check('AR', number)).status).to.equal('revoked');
  });

  it('goes by a file, too, and by what fairway act has written', async () => {
    const number = await granted();
    const page = await browser();
    const { handle, other } = await office(page);
    const file = await begun({ handle, other }, number);
    await page.locator('#signing-with-another').click();
    const buffer = Buffer.from(`${JSON.stringify(file, null, 2)}\n`);
    await page.locator('#given-file').setInputFiles({ name: 'revoke.act', mimeType: 'application/json', buffer });
    await page.locator('#sign').click();
    await page.locator('[data-receipt]').waitFor();
    expect((await new Aeo(desk.officers.world.stage('UY')).check('AR', number)).status).to.equal('revoked');
    // The answer may have been lost on the way: it is found to be done.
    await open(page, canonical(file));
    expect(await refusedWith(page, 'ACT_DONE')).to.include('recorded already');
  });

  it('is not done by one who signs twice, nor by an office that has not begun it', async () => {
    const number = await granted();
    const page = await browser();
    await office(page);
    await openCertificate(page, number);
    await revoke(page);
    await page.locator('#sign').click();
    const link = (await page.locator('#link').textContent())!;
    await open(page, link);
    expect(await refusedWith(page, 'ALREADY_SIGNED')).to.include('signed this already');
    const foreign = await browser();
    await registered(foreign);
    await open(foreign, link);
    expect(await refusedWith(foreign, 'SIGNER_NOT_ALLOWED')).to.include('another one');
    const abroad = await browser();
    await registered(abroad, 'UY');
    await open(abroad, link);
    await refusedWith(abroad, 'SIGNER_NOT_ALLOWED');
    expect((await new Aeo(desk.officers.world.stage('UY')).check('AR', number)).status).to.equal('active');
  });

  it('is begun anew where the certificate has changed meanwhile, or its time is over', async () => {
    const { world } = desk.officers;
    const [changed, late] = [await granted(), await granted()];
    const page = await browser();
    const whose = await office(page);
    const outdated = await begun(whose, changed);
    await new Aeo(world.stage('AR', world.officer)).renew('AR', changed, { validTo: '2040-01-01' });
    await open(page, canonical(outdated));
    expect(await refusedWith(page, 'ACT_OUTDATED')).to.include('Begin it anew');
    await open(page, canonical(await begun(whose, late, new Date(Date.now() - 2 * HOUR))));
    expect(await refusedWith(page, 'ACT_EXPIRED')).to.include('time is over');
  });

  it('is not signed where it was changed, is no act, or is none of this page’s', async () => {
    const { world } = desk.officers;
    const number = await granted();
    const page = await browser();
    const whose = await office(page);
    const file = await begun(whose, number);
    const act = { ...file.act, args: { reason: 'tax-infringement' } };
    const bill = { member: 'AR', kind: 'title', id: 'SMDG:XXX/1/1', sequence: 1 };
    const order = { issuer: world.trader.handle, order: 'JF 3' };
    const notAfter = later(instantOf(Date.now()), HOUR);
    for (const [text, code] of [
      [canonical({ ...file, act }), 'ACT_DIFFERS'],
      [canonical({ ...actToSign(act), signatures: file.signatures }), 'SIGNATURE_INVALID'],
      ['nothing of the kind', 'ACT_UNREADABLE'],
      [
        canonical(
          actToSign({ version: 1, type: 'title.freeze', actor: whose.handle, records: [bill], args: order, notAfter }),
        ),
        'NOT_DECIDED_HERE',
      ],
    ] as const) {
      await open(page, text);
      await refusedWith(page, code);
    }
  });

  it('is signed by keyboard alone', async () => {
    const number = await granted();
    const page = await browser();
    const file = await begun(await office(page), number);
    await reach(page, '#signing-with-another');
    await page.keyboard.press('Enter');
    await reach(page, '#given');
    await page.keyboard.insertText(canonical(file));
    await reach(page, '#open-given');
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
    it(`is for everyone, as all decisions are, at a width of ${viewport.width} and in ${locale}`, async () => {
      const { world } = desk.officers;
      const number = await granted();
      const officer = new Aeo(world.stage('AR', world.officer));
      await officer.suspend('AR', number, { reason: 'under-investigation' });
      const [, suspension] = await officer.history('AR', number);
      await officer.appeal('AR', number, { reference: 'TFN 7', of: suspension!.act, suspensive: false });
      const page = await browser({ viewport, locale });
      const look = (name: string) => demandAccessible(page, `${name}-${locale}`);
      const whose = await office(page);
      await page.locator('#signing-with-another').click();
      await look('given');
      await openCertificate(page, number);
      await look('appealed');
      await page.locator('button[data-act="aeo.resolveAppeal"]').click();
      await page.locator('#outcome').waitFor();
      await look('outcome');
      await page.locator('#back').click();
      await page.locator('button[data-act="aeo.amend"]').click();
      await page.locator('#validTo').fill('2037-12-31');
      await page.locator('#reason').fill('Resolución 12/2026');
      await page.locator('#review').click();
      await page.locator('#sign').waitFor();
      await look('amend');
      await page.locator('#do-not-sign').click();
      await page.locator('#back').click();
      await revoke(page);
      await look('sign-first');
      await page.locator('#sign').click();
      await page.locator('[data-hand-on]').waitFor();
      await look('hand-on');
      await open(page, canonical(await begun(whose, number)));
      await page.locator('#sign').waitFor();
      await look('sign-second');
    });
});
