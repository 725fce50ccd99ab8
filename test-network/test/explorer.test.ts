import { contractsFor } from '@fairway/chaincode';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { expect } from 'chai';
import { chromium, type Browser } from 'playwright-core';
import { openRest, type RestNetwork } from './rest-network.ts';

describe("The API's page in a browser", () => {
  let embedded: EmbeddedNetwork;
  let rest: RestNetwork;
  let browser: Browser;
  before(async () => {
    embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
    rest = await openRest(embedded);
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  });
  after(async () => {
    await browser?.close();
    await rest.close();
    await embedded.close();
  });

  it('shows every operation and asks one, against no policy and nobody else', async () => {
    const { url } = rest.gateways.get('AR')!;
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) complaints.push(request.url());
    });
    await page.goto(new URL('api/docs/', url).href);
    const { paths } = (await (await fetch(new URL('api/openapi.json', url))).json()) as {
      paths: Record<string, object>;
    };
    const operations = Object.values(paths).flatMap((methods) => Object.keys(methods));
    await page
      .locator('.opblock')
      .nth(operations.length - 1)
      .waitFor();
    await page.locator('#operations-status-health .opblock-summary-control').click();
    await page.locator('#operations-status-health .try-out__btn').click();
    await page.locator('#operations-status-health .execute').click();
    await page.locator('#operations-status-health .live-responses-table').getByText('"alive": true').waitFor();
    expect(complaints).to.deep.equal([]);
  });
});
