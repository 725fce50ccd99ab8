import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { NOT_WAITED_FOR, canonical, type Bundle } from '@fairway/model';
import type { TitleDocument, VerifiableDocument } from '@fairway/model/document';
import type { Verification } from '@fairway/verifier';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { printed } from '../../sdk/cli/dist/document/pdf.js';
import { bitmapOf } from './page/camera.ts';
import { answerOf, demandAccessible, typeNumber } from './page/looking.ts';
import { savedPageCases } from './page/saved.ts';
import { openSite, type Site } from './page/site.ts';
import { codesOf } from './suites/attestation.ts';

const PHONE = { width: 320, height: 640 };
const DESKTOP = { width: 1280, height: 800 };
const USUAL = { locale: 'en', viewport: PHONE };
const LANGUAGES = ['en', 'es', 'pt'] as const;

/** The command, as `npx fairway` runs it. */
const FAIRWAY = fileURLToPath(new URL('../../sdk/cli/dist/main.js', import.meta.url));

/** The verification page in a real browser. */
describe('The verification page', () => {
  let site: Site;
  /** Who has nothing special, and so keeps the page in store between visits, as a browser does. */
  let usual: BrowserContext;
  const special: BrowserContext[] = [];
  before(async () => {
    site = await openSite();
    usual = await site.browser.newContext(USUAL);
  });
  after(() => site.close());
  afterEach(() => Promise.all([...usual.pages(), ...special.splice(0)].map((one) => one.close())));

  /** A verifier's browser, which complains about whatever the page's policy stops. */
  async function verifier(options?: BrowserContextOptions): Promise<Page> {
    const context = options ? await site.browser.newContext({ ...USUAL, ...options }) : usual;
    if (options) special.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) throw new Error(message.text());
    });
    return page;
  }

  const at = async (address = site.page, options?: BrowserContextOptions): Promise<Page> => {
    const page = await verifier(options);
    await page.goto(address);
    return page;
  };

  const drop = (page: Page, name: string, mimeType: string, buffer: Buffer) =>
    page.locator('#file').setInputFiles({ name, mimeType, buffer });
  const dropJson = (page: Page, text: string) => drop(page, 'document.json', 'application/json', Buffer.from(text));

  /** What is said of each member that has not signed. */
  const silenceOn = (page: Page) => page.locator('.signatures li.not-applicable p').allTextContents();

  describe('gives the same answer', () => {
    const known = { verdict: 'valid', codes: ['DOCUMENT_RECORDED', 'STATUS_ACTIVE', 'CHAIN_HOLDS', 'ATTESTED'] };
    const expectKnown = async (page: Page) => {
      const { verdict, codes } = await answerOf(page);
      expect(verdict).to.equal(known.verdict);
      expect(codes).to.include.members(known.codes);
      expect(await page.locator('.what strong').textContent()).to.equal(site.certificate.number);
    };

    it('to a link that is followed, and takes the key out of the address', async () => {
      const page = await at(site.certificate.link);
      await expectKnown(page);
      expect(page.url()).to.equal(site.page);
    });

    it('to a link that is pasted', async () => {
      const page = await at();
      await page.locator('#link').fill(site.certificate.link);
      await page.locator('#link').press('Enter');
      await expectKnown(page);
    });

    it('to a QR code before the camera', async () => {
      const page = await at(site.page, { permissions: ['camera'] });
      await page.locator('#scan').click();
      await expectKnown(page);
    });

    it('to a picture of a QR code', async () => {
      const page = await at();
      await drop(page, 'photo.bmp', 'image/bmp', bitmapOf(site.certificate.link));
      await expectKnown(page);
    });

    it('to its document in JSON', async () => {
      const page = await at();
      await dropJson(page, canonical(site.certificate.document));
      await expectKnown(page);
    });

    it('to its print, by the document that is attached inside', async () => {
      const page = await at();
      const pdf = await printed({ ...site.certificate, language: 'es' });
      await drop(page, 'certificate.pdf', 'application/pdf', Buffer.from(pdf));
      await expectKnown(page);
    });

    it('to a QR code that the browser itself reads', async () => {
      const page = await verifier({ permissions: ['camera'] });
      await page.addInitScript((link) => {
        // Chromium has none on this system; those that have one answer in this form.
        class BarcodeDetector {
          static getSupportedFormats = () => Promise.resolve(['qr_code']);
          detect = () => Promise.resolve([{ rawValue: link }]);
        }
        Object.assign(globalThis, { BarcodeDetector });
      }, site.certificate.link);
      await page.goto(site.page);
      await page.locator('#scan').click();
      await expectKnown(page);
    });

    it("to a link of another member's, on whichever member's page it is opened", async () => {
      const page = await at(site.partnerPage);
      await page.locator('#link').fill(site.certificate.link);
      await page.locator('#link').press('Enter');
      await expectKnown(page);
    });

    it('to its number, as far as a stranger may know', async () => {
      const page = await at();
      await typeNumber(page, site.certificate.number.toLowerCase());
      const { verdict, codes } = await answerOf(page);
      expect(verdict).to.equal('valid');
      expect(codes).to.include.members(['NO_DOCUMENT', 'ISSUED_BY_MEMBER', 'STATUS_ACTIVE', 'CHAIN_NOT_ASKED']);
      // Two of three are enough, and the third may have been as fast.
      for (const why of await silenceOn(page)) expect(why).to.include('not waited for');
    });
  });

  describe('says at once', () => {
    it('that a certificate is suspended', async () => {
      const page = await at();
      await typeNumber(page, site.suspended);
      expect(await answerOf(page)).to.deep.include({ verdict: 'invalid' });
      expect(await page.locator('#outcome').textContent()).to.equal('Not valid');
      await demandAccessible(page, 'suspended');
    });

    it('that a certificate has expired', async () => {
      const page = await at();
      await typeNumber(page, site.expired);
      expect((await answerOf(page)).codes).to.include('STATUS_EXPIRED');
    });

    it('that a number was never issued', async () => {
      const page = await at();
      await typeNumber(page, 'AR-2026/9999');
      const { verdict, codes } = await answerOf(page);
      expect([verdict, ...codes]).to.include.members(['invalid', 'RECORD_UNKNOWN']);
    });

    it('that another document has taken the place of this one', async () => {
      const page = await at();
      await dropJson(page, canonical(site.superseded.document));
      const { verdict, codes } = await answerOf(page);
      expect([verdict, ...codes]).to.include.members(['invalid', 'DOCUMENT_SUPERSEDED']);
    });

    it('that a bill is forged, also one with days in it that no calendar has', async () => {
      const page = await at();
      const { document } = site.bill as { document: TitleDocument };
      const transportDocument = { ...document.transportDocument, lot: '2026-99-99', at: '2026-99-99T00:00:00Z' };
      await dropJson(page, canonical({ ...document, transportDocument }));
      expect(await answerOf(page)).to.deep.include({ verdict: 'invalid' });
      await page.locator('details summary').click();
      await page.getByText('2026-99-99', { exact: true }).waitFor();
    });

    it('that a forged document is not the recorded one, signed by the members', async () => {
      const page = await at();
      const { document } = site.certificate;
      await dropJson(page, canonical({ ...document, madeAt: '2020-01-01T00:00:00.000Z' }));
      const { verdict, codes } = await answerOf(page);
      expect([verdict, ...codes]).to.include.members(['invalid', 'DOCUMENT_DIFFERS', 'ATTESTED']);
      await demandAccessible(page, 'forged');
    });

    it('who controls a bill to who has its document, and that paper gives no right', async () => {
      const page = await at(site.bill.link, { viewport: DESKTOP });
      const { verdict, codes } = await answerOf(page);
      expect(verdict).to.equal('valid');
      expect(codes).to.include.members(['DOCUMENT_RECORDED', 'STATUS_IN_FORCE', 'TITLE_CONTROLLED', 'CHAIN_HOLDS']);
      await page.getByText('a copy and not negotiable').waitFor();
      expect(await page.locator('.history li').count()).to.equal(3);
      await demandAccessible(page, 'bill');
    });

    it('how it was at another moment', async () => {
      const page = await at(site.page, { timezoneId: 'UTC' });
      await typeNumber(page, site.suspended);
      await page.locator('#other-at').fill('2020-01-01T12:00');
      await page.locator('#other-at').press('Enter');
      await page.locator('[data-code=STATUS_NOT_YET_VALID], [data-code=STATUS_UNKNOWN]').waitFor();
    });

    it('how it was at another moment, as far as was known then', async () => {
      const page = await at(site.page, { timezoneId: 'UTC' });
      await typeNumber(page, site.certificate.number);
      await answerOf(page);
      const status = async (known: boolean) => {
        await page.locator('#other-at').fill('2026-06-01T12:00');
        await page.locator('#other-known').setChecked(known);
        await page.locator('#other-at').press('Enter');
        return (await answerOf(page)).codes.find((code) => code.startsWith('STATUS_'));
      };
      expect(await status(false)).to.equal('STATUS_ACTIVE');
      expect(await status(true)).to.equal('STATUS_UNKNOWN');
    });

    it('what another administration answers, when it is told to ask that one', async () => {
      const page = await at();
      await typeNumber(page, site.certificate.number);
      await answerOf(page);
      const asked = page.waitForRequest(/api\/attestations/);
      await page.locator('.further').getByRole('button', { name: 'UY' }).click();
      expect((await asked).url()).to.equal(new URL('/api/attestations', site.partnerPage).href);
      expect((await answerOf(page)).verdict).to.equal('valid');
    });
  });

  for (const language of LANGUAGES)
    it(`can be read by everyone, in ${language}, on a phone and at a desk`, async () => {
      const page = await at(site.page, { locale: language });
      const bothWays = async (name: string) => {
        for (const viewport of [PHONE, DESKTOP]) {
          await page.setViewportSize(viewport);
          await demandAccessible(page, `${name}-${language}`);
        }
      };
      await page.locator('#member option[value=AR]').waitFor({ state: 'attached' });
      expect(await page.locator('html').getAttribute('lang')).to.equal(language);
      await bothWays('start');
      await page.goto(site.certificate.link);
      expect((await answerOf(page)).verdict).to.equal('valid');
      await bothWays('valid');
      expect(await page.locator('body').textContent()).not.to.match(/\{\w+\}|undefined/);
    });

  it('changes its language and keeps what was typed', async () => {
    const page = await at();
    await page.locator('#number').fill('AR-1');
    await page.locator('#language').selectOption('pt');
    expect(await page.locator('html').getAttribute('lang')).to.equal('pt');
    expect(await page.locator('#number').inputValue()).to.equal('AR-1');
  });

  it('is used by keyboard alone, and says the verdict first', async () => {
    const page = await at();
    await page.locator('#member option[value=AR]').waitFor({ state: 'attached' });
    await page.locator('#kind').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.type('AR');
    await page.keyboard.press('Tab');
    await page.keyboard.type(site.certificate.number);
    await page.keyboard.press('Enter');
    await answerOf(page);
    expect(await page.locator(':focus').getAttribute('id')).to.equal('outcome');
  });

  it('says what to do where there is no camera', async () => {
    const page = await at();
    await page.locator('#scan').click();
    await page.getByText('There is no camera here').waitFor();
    await demandAccessible(page, 'no-camera');
  });

  describe('says what is wrong with what it is shown:', () => {
    const refused = async (page: Page, sentence: string) => {
      expect((await answerOf(page)).verdict).to.equal('could-not-check');
      await page.getByText(sentence).waitFor();
    };

    it('a link of another network', async () => {
      const page = await at(site.certificate.link.replace('#1/behaviour/', '#1/elsewhere/'));
      await refused(page, 'belongs to another network');
    });

    it('a link whose key is wrong, and offers to check the number alone', async () => {
      const page = await at(
        site.certificate.link.replace(/[\w-]{43}/, (key) => key.split('').reverse().join('').replace(/.$/, 'A')),
      );
      await refused(page, 'keeps no document under this link');
      await demandAccessible(page, 'refused');
      await page.getByText('Check the number alone').click();
      await page.locator('.verdict.valid').waitFor();
    });

    it('a code for readers without a network that is not whole', async () => {
      const page = await at();
      await drop(page, 'photo.bmp', 'image/bmp', bitmapOf('FW1:6BF'));
      await refused(page, 'The code is not whole');
    });

    it('a PDF without a document, with several, and a file that is none', async () => {
      const page = await at();
      const one = (document: object) => {
        const bytes = Buffer.from(canonical(document)).toString('latin1');
        return `1 0 obj <</Type /EmbeddedFile /Length ${bytes.length}>>\nstream\n${bytes}\nendstream endobj\n`;
      };
      for (const [body, sentence] of [
        ['', 'no document attached'],
        [one(site.certificate.document) + one(site.superseded.document), 'several documents attached'],
      ] as const) {
        await drop(page, 'some.pdf', 'application/pdf', Buffer.from(`%PDF-1.7\n${body}`, 'latin1'));
        await refused(page, sentence);
        await page.locator('button.main').click();
      }
      await drop(page, 'some.txt', 'text/plain', Buffer.from('hello'));
      await refused(page, 'Choose a PDF, JSON, or a picture');
    });
  });

  describe('trusts no gateway:', () => {
    /** A gateway that changes what members have answered. */
    async function lied(
      change: (bundle: Bundle) => Bundle,
      record: string | VerifiableDocument = site.certificate.number,
    ) {
      const page = await verifier();
      await page.route('**/api/attestations', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: change((await answer.json()) as Bundle) });
      });
      await page.goto(site.page);
      await (typeof record === 'string' ? typeNumber(page, record) : dropJson(page, canonical(record)));
      return { page, ...(await answerOf(page)) };
    }
    const first = (bundle: Bundle, change: (answer: Bundle['answers'][number]) => object): Bundle => ({
      ...bundle,
      answers: bundle.answers.map((answer, place) => (place === 0 ? { ...answer, ...change(answer) } : answer)),
    });

    /** Other words of the same length in what members have signed. */
    const said = (bundle: Bundle, words: string, others: string): Bundle =>
      first(bundle, ({ payloads }) => ({
        payloads: payloads.map((payload) =>
          Buffer.from(
            Buffer.from(payload, 'base64url').toString('latin1').replaceAll(words, others),
            'latin1',
          ).toString('base64url'),
        ),
      }));

    it('an answer about something else is none', async () => {
      const other = await lied((bundle) => bundle, site.certificate.number);
      expect(other.verdict).to.equal('valid');
      let kept: Bundle | undefined;
      await lied((bundle) => (kept = bundle), site.suspended);
      const { verdict, codes } = await lied(() => kept!, site.certificate.number);
      expect([verdict, ...codes]).to.include.members(['could-not-check', 'OTHER_QUESTION']);
    });

    it('an old answer is none', async () => {
      let kept: Bundle | undefined;
      await lied((bundle) => (kept = bundle));
      const { verdict, codes } = await lied(() => kept!);
      expect([verdict, ...codes]).to.include.members(['could-not-check', 'OTHER_QUESTION']);
    });

    it('a suspended certificate that is presented as being in force is signed by nobody', async () => {
      const rosy = (bundle: Bundle) => said(bundle, '"inForce":false', '"inForce":true ');
      const { page, verdict, codes } = await lied(rosy, site.suspended);
      expect([verdict, ...codes]).to.include.members(['could-not-check', 'TOO_FEW_SIGNED']);
      await page.getByText('the signature is false').first().waitFor();
      await demandAccessible(page, 'lie');
    });

    it('of a document in hand, a record that was changed is signed by nobody, and an old one is none', async () => {
      const { document } = site.superseded;
      const honest = (bundle: Bundle) => bundle;
      expect((await lied(honest, document)).codes).to.include('DOCUMENT_SUPERSEDED');
      const generous = await lied((bundle) => said(bundle, '2039-12-31', '2049-12-31'), document);
      expect([generous.verdict, ...generous.codes]).to.include.members(['could-not-check', 'TOO_FEW_SIGNED']);
      let kept: Bundle | undefined;
      await lied((bundle) => (kept = bundle), document);
      const late = await lied(() => kept!, document);
      expect([late.verdict, ...late.codes]).to.include.members(['could-not-check', 'OTHER_QUESTION']);
    });

    it('members that are left out are missed, whatever is said of why', async () => {
      const silent = Object.fromEntries(['AR', 'UY', 'BR'].map((member) => [member, NOT_WAITED_FOR]));
      const { page, verdict, codes } = await lied((bundle) =>
        first(bundle, ({ endorsements }) => ({ endorsements: endorsements.slice(0, 1), silent })),
      );
      expect([verdict, ...codes]).to.include.members(['could-not-check', 'TOO_FEW_SIGNED']);
      expect(await silenceOn(page)).to.deep.equal(['no signature', 'no signature']);
    });

    it('a refusal is no answer: another member is asked, and where all refuse nothing is called false', async () => {
      const page = await verifier();
      const refusal = { code: 'SIGNATURE_INVALID', detail: 'the certificate is forged', source: 'refusal' };
      const refusing = (path: string) => page.route(path, (route) => route.fulfill({ status: 403, json: refusal }));
      await refusing(`${new URL(site.page).origin}/api/attestations`);
      await page.goto(site.page);
      await typeNumber(page, site.certificate.number);
      expect((await answerOf(page)).verdict).to.equal('valid');
      await refusing('**/api/attestations');
      await page.locator('button.main').click();
      await page.locator('#number').press('Enter');
      expect((await answerOf(page)).verdict).to.equal('could-not-check');
      await refusing('**/api/documents/*');
      await page.goto(site.certificate.link);
      expect((await answerOf(page)).verdict).to.equal('could-not-check');
    });

    it("another network's roots are not taken", async () => {
      const page = await verifier();
      await page.route('**/api/trust-list', async (route) => {
        const list = (await (await route.fetch()).json()) as { members: unknown[] };
        await route.fulfill({ json: { ...list, members: list.members.slice(1) } });
      });
      await page.goto(site.certificate.link);
      expect((await answerOf(page)).verdict).to.equal('could-not-check');
      await page.getByText('are not those of this network').waitFor();
    });
  });

  it('asks another member where its own gateway gives no answer', async () => {
    const page = await verifier();
    await page.route(`${new URL(site.page).origin}/api/**`, (route) => route.abort());
    await page.goto(site.page);
    await typeNumber(page, site.certificate.number);
    expect((await answerOf(page)).verdict).to.equal('valid');
  });

  it('says that nobody can be reached when the network is cut, and goes on when it is back', async () => {
    const page = await at(site.page, {});
    await page.locator('#member option[value=AR]').waitFor({ state: 'attached' });
    await page.context().setOffline(true);
    await typeNumber(page, site.certificate.number);
    expect((await answerOf(page)).verdict).to.equal('could-not-check');
    await page.getByText('No administration can be reached').waitFor();
    await demandAccessible(page, 'cut');
    await page.context().setOffline(false);
    await page.locator('button.main').click();
    await page.locator('#number').press('Enter');
    await page.locator('.verdict.valid').waitFor();
  });

  describe('without a network,', () => {
    /** A page that was opened once with a network, which is then cut. */
    async function cut(options: BrowserContextOptions = {}): Promise<Page> {
      const page = await at(site.page, options);
      await page.locator('html[data-offline=ready]').waitFor({ state: 'attached' });
      await page.context().setOffline(true);
      return page;
    }
    const paste = async (page: Page, code: string) => {
      await page.locator('#link').fill(code);
      await page.locator('#link').press('Enter');
    };

    for (const language of LANGUAGES)
      it(`shows what the issuer stated as of then, in ${language}`, async () => {
        const page = await cut({ locale: language });
        await paste(page, site.statements.certificate);
        const { verdict, codes } = await answerOf(page);
        expect(verdict).to.equal('valid');
        expect(codes).to.include.members(['ISSUED_BY_PARTY', 'STATED_IN_FORCE', 'STATED_THEN']);
        expect(await page.locator('#outcome').textContent()).to.match(/20\d\d/);
        expect(await page.locator('.what strong').textContent()).to.equal(site.certificate.number);
        expect(await page.locator('body').textContent()).not.to.match(/\{\w+\}|undefined/);
        await demandAccessible(page, `stated-${language}`);
      });

    it('reads it from a picture, and says that it was suspended then', async () => {
      const page = await cut();
      await drop(page, 'photo.bmp', 'image/bmp', bitmapOf(site.statements.suspended));
      const { verdict, codes } = await answerOf(page);
      expect([verdict, ...codes]).to.include.members(['invalid', 'STATED_NOT_IN_FORCE']);
      await page
        .getByText(/It was not in force at .*: suspended/)
        .first()
        .waitFor();
      await demandAccessible(page, 'stated-suspended');
    });

    it('tells a changed one, and one by a key that its gateway does not name', async () => {
      const page = await cut();
      const { certificate } = site.statements;
      await paste(
        page,
        certificate.replace(/.{3}$/, (end) => (end === '000' ? '111' : '000')),
      );
      expect((await answerOf(page)).verdict).to.equal('invalid');
      await page.getByText('The signature is false').waitFor();
      await demandAccessible(page, 'stated-changed');
      const other = await at(site.partnerPage);
      await paste(other, certificate);
      expect((await answerOf(other)).verdict).to.equal('could-not-check');
      await other.getByText('by a key that this page does not know').waitFor();
    });
  });

  savedPageCases(() => site);

  it('gives the signed answer and the roots to keep, to be checked elsewhere or here again', async () => {
    const page = await at(site.certificate.link);
    await answerOf(page);
    const saved = async (button: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).click()]);
      return download.path();
    };
    const [kept, roots] = [await saved('#download'), await saved('#roots')];
    const later = await at();
    await dropJson(later, readFileSync(kept, 'utf8'));
    const { verdict, codes } = await answerOf(later);
    expect([verdict, ...codes]).to.include.members(['valid', 'ATTESTED_THEN', 'DOCUMENT_RECORDED']);
    const command = [FAIRWAY, 'verify', kept, '--trust', roots, '--pinned', site.attested.trust.digest, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    const elsewhere = JSON.parse(stdout) as Verification;
    expect([elsewhere.verdict, codesOf(elsewhere)]).to.deep.equal([verdict, codes]);
  });

  it('loads what it needs from its member only, keeps nothing about the verifier, and sends no key', async () => {
    const page = await verifier({});
    const asked: { url: string; bytes: number }[] = [];
    page.on('response', (response) => {
      const bytes = Number(response.headers()['content-length'] ?? 0);
      asked.push({ url: response.url(), bytes });
    });
    // What makes it ready to be without a network comes after all that is needed first, and here not at all.
    await page.route('**/api/statement-signers', (route) => route.abort());
    await page.goto(site.page);
    await page.locator('#member option[value=AR]').waitFor({ state: 'attached' });
    expect(asked.filter(({ url }) => /camera|pdf|qr/.test(url))).to.deep.equal([]);
    expect(asked.reduce((sum, { bytes }) => sum + bytes, 0)).to.be.at.most(150_000);
    await page.goto(site.certificate.link);
    await answerOf(page);
    const key = site.certificate.link.split('/').find((part) => part.length === 43)!;
    expect(asked.filter(({ url }) => url.includes(key) || !url.startsWith(new URL(site.page).origin))).to.deep.equal(
      [],
    );
    const state = await page.context().storageState();
    expect(state).to.deep.equal({ cookies: [], origins: [] });
  });
});
