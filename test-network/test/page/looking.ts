import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { expect } from 'chai';
import type { Page } from 'playwright-core';

/** The verdict and the codes of what it is made of. */
export async function answerOf(page: Page): Promise<{ verdict: string | null; codes: string[] }> {
  await page.locator('.verdict').waitFor();
  const lines = await page.locator('[data-code]').all();
  const codes = await Promise.all(lines.map((line) => line.getAttribute('data-code')));
  return { verdict: await page.locator('.verdict').getAttribute('data-verdict'), codes: codes.map(String) };
}

export async function typeNumber(page: Page, number: string, { kind = 'aeo', member = 'AR' } = {}): Promise<void> {
  await page.locator('#kind').selectOption(kind);
  await page.locator('#member').selectOption(member);
  await page.locator('#number').fill(number);
  await page.locator('#number').press('Enter');
}

/** Nothing that axe finds, and nothing wider than the screen. */
export async function demandAccessible(page: Page, name: string): Promise<void> {
  const folder = process.env['FAIRWAY_SCREENSHOTS'];
  const { width } = page.viewportSize()!;
  if (folder) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
  type Axe = { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
  // As a debugger runs it: the page's own policy lets nobody put a script into it.
  const debug = await page.context().newCDPSession(page);
  await debug.send('Runtime.evaluate', { expression: axe.source });
  const { violations } = await page.evaluate(() => (globalThis as unknown as Axe).axe.run());
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
  const wide = await page.locator('html').evaluate((html: { scrollWidth: number }) => html.scrollWidth);
  expect(wide).to.be.at.most(width);
}
