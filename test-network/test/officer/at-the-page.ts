import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Handle, PublicJwk } from '@fairway/model';
import { Aeo } from '@fairway/sdk';
import axe from 'axe-core';
import { expect } from 'chai';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { openOfficers, registerKey, type Officers } from './officers.ts';

export const PHONE = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 800 };

/** Goes on from field to field, as by the keyboard alone, until one has the focus. */
export async function reach(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    if (await page.locator(`${selector}:focus`).count()) return;
  }
  throw new Error(`${selector} is not reached by the keyboard`);
}

/** Officers at their page in a real browser, for the tests of a suite. */
export function atTheOfficersPage() {
  let officers: Officers | undefined;
  const opened: BrowserContext[] = [];
  before(async () => {
    officers = await openOfficers();
  });
  after(() => officers?.close());
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  /** An officer's browser, which complains about whatever the page's policy stops. */
  async function browser(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await officers!.browser.newContext({ locale: 'en', viewport: DESKTOP, ...options });
    opened.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) throw new Error(message.text());
    });
    return page;
  }

  async function signIn(page: Page, { subject = 'legajo-7', handle = '', roles = ['officer'] } = {}): Promise<void> {
    await page.goto(officers!.page);
    await page.locator('#sign-in').click();
    await page.locator('[name=subject]').fill(subject);
    await page.locator('[name=handle]').fill(handle);
    for (const role of ['party', 'officer', 'service'])
      await page.locator(`[name=role][value=${role}]`).setChecked(roles.includes(role));
    await page.locator('[value=yes]').click();
    await page.locator('h1').waitFor();
    await page.locator('#make-key, [data-key], [data-code]').first().waitFor();
  }

  /** Signs in and makes a key, for the registrar. */
  async function madeKey(page: Page): Promise<PublicJwk> {
    await signIn(page);
    await page.locator('#make-key').click();
    await page.locator('[data-key=no-handle]').waitFor();
    return JSON.parse((await page.locator('#jwk').textContent())!) as PublicJwk;
  }

  /** Tells the page under which handle its key was registered. */
  async function keepHandle(page: Page, handle: Handle): Promise<void> {
    await page.locator('#handle').fill(handle);
    await page.locator('#keep-handle').click();
    await page.locator('[data-key=in-force]').waitFor();
  }

  /** Signs in, makes a key, and has it registered for an AEO officer of a member. */
  async function registered(page: Page, member = 'AR'): Promise<Handle> {
    const { world } = officers!;
    const registrar = member === 'AR' ? world.registrar : world.partnerRegistrar;
    const handle = await registerKey(world, member, registrar, await madeKey(page));
    await keepHandle(page, handle);
    return handle;
  }

  async function granted(): Promise<string> {
    const { world } = officers!;
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

  return {
    get officers(): Officers {
      return officers!;
    },
    ...{ browser, signIn, madeKey, keepHandle, registered, granted, openCertificate, suspend, demandAccessible },
  };
}
