import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { canonical } from '@fairway/model';
import { bitmapOf } from './page/camera.ts';
import { OTHER_BROWSERS, isThere, type Verifier } from './page/other-browsers.ts';
import { openSite, type Site } from './page/site.ts';

/** The page rests on WebCrypto, canvas and modules, which each engine has made for itself. */
describe('The verification page in other browsers', () => {
  let site: Site;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-browsers-'));
    site = await openSite();
  });
  after(async () => {
    await site.close();
    rmSync(folder, { recursive: true });
  });

  for (const browser of OTHER_BROWSERS)
    describe(browser.name, () => {
      let verifier: Verifier;
      before(async function () {
        if (isThere(browser)) verifier = await browser.open();
        else this.skip();
      });
      after(() => verifier?.close());

      const answer = async () => [
        ...(await verifier.attributes('data-verdict')),
        ...(await verifier.attributes('data-code')),
      ];
      const GENUINE = ['valid', 'DOCUMENT_RECORDED', 'STATUS_ACTIVE', 'CHAIN_HOLDS', 'ATTESTED'];
      const kept = (name: string, content: string | Buffer): string => {
        writeFileSync(join(folder, name), content);
        return join(folder, name);
      };

      it('opens a link, checks the signatures and replays the acts', async () => {
        await verifier.open(site.certificate.link);
        expect(await answer()).to.include.members(GENUINE);
      });

      it('tells by number alone that a certificate is suspended', async () => {
        await verifier.open(site.page);
        await verifier.choose('#member', 'AR');
        await verifier.type('#number', site.suspended);
        await verifier.press('form:has(#number) button');
        expect(await answer()).to.include.members(['invalid', 'STATUS_SUSPENDED', 'ATTESTED']);
      });

      it('finds the code in a picture', async () => {
        await verifier.open(site.page);
        await verifier.file('#file', kept('photo.bmp', bitmapOf(site.certificate.link)));
        expect(await answer()).to.include.members(GENUINE);
      });

      it('finds a document that was changed', async () => {
        await verifier.open(site.page);
        const changed = canonical(site.certificate.document).replace('2036', '2046');
        await verifier.file('#file', kept('document.json', changed));
        expect(await answer()).to.include.members(['invalid', 'DOCUMENT_DIFFERS']);
      });

      it('checks a statement of its issuer without asking anyone', async () => {
        await verifier.open(site.page);
        await verifier.type('#link', site.statements.certificate);
        await verifier.press('form:has(#link) button');
        expect(await answer()).to.include.members(['valid', 'STATED_IN_FORCE', 'STATED_THEN']);
      });

      it('checks from disk as it was saved', async () => {
        const saved = await fetch(`${site.page}/saved.html`);
        await verifier.open(pathToFileURL(kept('saved.html', Buffer.from(await saved.arrayBuffer()))).href);
        await verifier.type('#link', site.certificate.link);
        await verifier.press('form:has(#link) button');
        expect(await answer()).to.include.members(GENUINE);
      });
    });
});
