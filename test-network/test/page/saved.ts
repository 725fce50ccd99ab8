import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { readSavedPage, savedPage, type Carried } from '@fairway/gateway';
import { digestOf, type Bundle, type MemberRecord } from '@fairway/model';
import { Members, trustListOf } from '@fairway/sdk';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { answerOf, demandAccessible, typeNumber } from './looking.ts';
import type { Site } from './site.ts';

/** The page that a verifier has saved and opens from disk. */
export function savedPageCases(at: () => Site): void {
  describe('saved and opened from disk,', () => {
    let site: Site;
    let folder: string;
    let file: string;
    let bytes: Buffer;
    before(async () => {
      site = at();
      folder = mkdtempSync(join(tmpdir(), 'fairway-saved-'));
      bytes = Buffer.from(await (await fetch(`${site.page}/saved.html`)).arrayBuffer());
      file = written('saved.html', bytes);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const written = (name: string, content: Uint8Array): string => {
      writeFileSync(join(folder, name), content);
      return pathToFileURL(join(folder, name)).href;
    };

    /** The page with other data behind its program. */
    const carrying = (change: (carried: Carried) => Partial<Carried>): string => {
      const { carried } = readSavedPage(bytes);
      const program = bytes.subarray(0, bytes.lastIndexOf('\n', bytes.length - 2) + 1);
      return written('other.html', savedPage(program, { ...carried, ...change(carried) }));
    };

    /** Opens a file in a browser of its own; `isStopped`: whether the page's policy has to stop anything. */
    async function using(
      use: (page: Page) => Promise<void>,
      {
        address = file,
        isStopped = false,
        ...options
      }: BrowserContextOptions & { address?: string; isStopped?: boolean } = {},
    ): Promise<void> {
      const viewport = { width: 320, height: 640 };
      const context = await site.browser.newContext({ locale: 'en', viewport, ...options });
      try {
        const page = await context.newPage();
        const stopped: string[] = [];
        page.on('console', (message) => {
          if (message.text().includes('Content Security Policy')) stopped.push(message.text());
        });
        await page.goto(address);
        await use(page);
        expect(stopped.length > 0, stopped.join()).to.equal(isStopped);
      } finally {
        await context.close();
      }
    }

    const cut = (page: Page) => page.context().setOffline(true);

    it('is the published program and a line of data', async () => {
      const manifest = (await (await fetch(`${site.partnerPage}/manifest.json`)).json()) as Record<string, string>;
      const { program, carried } = readSavedPage(bytes);
      expect(Buffer.from(program, 'base64url').toString('hex')).to.equal(manifest['program.html']);
      const whole = await (await fetch(`${site.partnerPage}/program.html`)).arrayBuffer();
      expect(digestOf(new Uint8Array(whole))).to.equal(program);
      expect(carried).to.deep.include({ from: new URL('/', site.page).href, network: site.attested.trust.digest });
    });

    for (const language of ['en', 'es', 'pt'])
      it(`gives the answer of the administrations, and says whence and of when it is, in ${language}`, () =>
        using(
          async (page) => {
            const settled = page.locator('footer').getByText(/(?:newer|más nuevo|mais novo).*UY/);
            for (const viewport of [
              { width: 320, height: 640 },
              { width: 1280, height: 800 },
            ]) {
              await settled.waitFor();
              await page.setViewportSize(viewport);
              await demandAccessible(page, `saved-start-${language}`);
            }
            await page.locator('#link').fill(site.certificate.link);
            await page.locator('#link').press('Enter');
            const { verdict, codes } = await answerOf(page);
            expect(verdict).to.equal('valid');
            expect(codes).to.include.members(['DOCUMENT_RECORDED', 'STATUS_ACTIVE', 'CHAIN_HOLDS', 'ATTESTED']);
            expect(await page.locator('footer').textContent()).to.include(new URL(site.page).host);
            expect(await page.locator('body').textContent()).not.to.match(/\{\w+\}|undefined/);
            await demandAccessible(page, `saved-valid-${language}`);
          },
          { locale: language },
        ));

    it('tells that a certificate is suspended', () =>
      using(async (page) => {
        await typeNumber(page, site.suspended);
        expect((await answerOf(page)).verdict).to.equal('invalid');
      }));

    it('believes no gateway that changes what members have signed', () =>
      using(async (page) => {
        await page.route('**/api/attestations', async (route) => {
          const bundle = (await (await route.fetch()).json()) as Bundle;
          const rosy = (payload: string) =>
            Buffer.from(payload, 'base64url').toString('latin1').replace('"inForce":false', '"inForce":true ');
          const [first, ...rest] = bundle.answers;
          const payloads = first!.payloads.map((one) => Buffer.from(rosy(one), 'latin1').toString('base64url'));
          await route.fulfill({ json: { ...bundle, answers: [{ ...first!, payloads }, ...rest] } });
        });
        await typeNumber(page, site.suspended);
        const { verdict, codes } = await answerOf(page);
        expect([verdict, ...codes]).to.include.members(['could-not-check', 'TOO_FEW_SIGNED']);
      }));

    it('asks another member where the one that gave it is gone', () =>
      using(
        async (page) => {
          await typeNumber(page, site.certificate.number);
          expect((await answerOf(page)).verdict).to.equal('valid');
        },
        { address: carrying(() => ({ from: 'http://127.0.0.1:9/' })) },
      ));

    it('says that nobody can be reached when the network is cut, and how old its roots are', () =>
      using(async (page) => {
        await cut(page);
        await page.reload();
        await page.getByText('No administration has given its roots since').waitFor();
        await typeNumber(page, site.certificate.number);
        expect((await answerOf(page)).verdict).to.equal('could-not-check');
        await page.getByText('No administration can be reached').waitFor();
        await demandAccessible(page, 'saved-cut');
      }));

    it('judges an answer that was kept with the network cut', () =>
      using(async (page) => {
        await typeNumber(page, site.certificate.number);
        await answerOf(page);
        const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#download').click()]);
        const kept = readFileSync(await download.path());
        await cut(page);
        await page.reload();
        await page.locator('#file').setInputFiles({ name: 'kept.json', mimeType: 'application/json', buffer: kept });
        const { verdict, codes } = await answerOf(page);
        expect([verdict, ...codes]).to.include.members(['valid', 'ATTESTED_THEN']);
      }));

    it('reads what the issuer stated with the network cut, by the keys that it carries', () =>
      using(async (page) => {
        await cut(page);
        await page.reload();
        await page.locator('#link').fill(site.statements.certificate);
        await page.locator('#link').press('Enter');
        const { verdict, codes } = await answerOf(page);
        expect([verdict, ...codes]).to.include.members(['valid', 'STATED_IN_FORCE', 'STATED_THEN']);
        await demandAccessible(page, 'saved-stated');
      }));

    it('takes newer roots from whoever has them, and none that contradict its own', async () => {
      const { stage, registrar } = site.attested.world;
      const session = stage('AR', registrar);
      const { record } = await session.read<MemberRecord>({ member: 'AR', kind: 'member', id: 'AR' });
      const { roots, retired } = record.roots!.at(-1)!;
      await new Members(session).publishRoots('AR', { roots, retired });
      const newest = await trustListOf(stage('AR'), 'customs');
      const chains = Object.fromEntries(
        Object.entries(newest.chains).map(([place, acts]) => [place, acts.toReversed()] as const),
      );
      await using(async (page) => {
        await page.route('**/api/trust-list', (route) => {
          const isGiver = route.request().url().startsWith(new URL(site.page).origin);
          return route.fulfill({ json: isGiver ? { ...newest, chains } : newest });
        });
        await page.reload();
        await page
          .locator('footer')
          .getByText(/Newer roots.*UY/)
          .waitFor();
        await page.locator('footer').getByText('contradict those').waitFor();
        await demandAccessible(page, 'saved-newer');
      });
    });

    it('runs nothing that somebody has put behind its program, and asks nobody whom it does not name', () =>
      using(
        async (page) => {
          await page.locator('#member option[value=AR]').waitFor({ state: 'attached' });
          expect(await page.evaluate(() => 'evil' in globalThis)).to.equal(false);
          const asked = page.evaluate(() => fetch('http://127.0.0.1:9/').catch((error: Error) => error.name));
          expect(await asked).to.equal('TypeError');
        },
        {
          address: written('evil.html', Buffer.concat([bytes, Buffer.from('<script>evil = 1</script>')])),
          isStopped: true,
        },
      ));
  });
}
