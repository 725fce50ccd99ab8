import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pageProgram, savedPage } from '@fairway/gateway';
import { networkDigest, type RelianceReceipt, type TrustList } from '@fairway/model';

/** Where Debian has it. */
const CHROMIUM = '/usr/bin/chromium';

/** The page asks nobody here: its data name a gateway that there is none of. */
const NOBODY = 'http://127.0.0.1:9/';

/**
 * Has the verification page, as it is saved, check kept answers in Chromium, one after the other; each of them is to be
 * valid. The milliseconds that each check took by the browser's own clock; undefined where there is no Chromium.
 */
export async function checkedInChromium(
  receipts: readonly RelianceReceipt[],
  trustList: TrustList,
): Promise<number[] | undefined> {
  if (!existsSync(CHROMIUM)) return undefined;
  const { chromium } = await import('playwright-core');
  const folder = await mkdtemp(join(tmpdir(), 'fairway-chromium-'));
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  try {
    const file = join(folder, 'saved.html');
    await writeFile(file, pageOf(trustList));
    const page = await browser.newPage({ locale: 'en' });
    await page.goto(pathToFileURL(file).href);
    for (const [index, receipt] of receipts.entries()) {
      const buffer = Buffer.from(JSON.stringify(receipt));
      await page.locator('#file').setInputFiles({ name: `${index}.json`, mimeType: 'application/json', buffer });
      const verdict = await page.locator('.verdict').getAttribute('data-verdict');
      if (verdict !== 'valid') throw new Error(`${receipt.record.id} was found ${verdict} in Chromium`);
      await page.locator('button.main').click();
    }
    return await page.evaluate(() => performance.getEntriesByName('check').map(({ duration }) => duration));
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const pageOf = (trustList: TrustList): Uint8Array =>
  savedPage(pageProgram(), {
    ...{ version: 1, network: networkDigest(trustList), trustList, at: new Date().toISOString(), from: NOBODY },
    ...{ gateways: {}, administration: { en: 'Benchmark', es: 'Benchmark', pt: 'Benchmark' } },
    look: { accent: '#0b3a5b', onAccent: '#ffffff', crest: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
  });
