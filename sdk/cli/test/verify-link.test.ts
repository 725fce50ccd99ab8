import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { canonical } from '@fairway/model';
import { parseLink } from '@fairway/model/document';
import { trustListFrom } from '@fairway/sdk';
import { ADMINISTRATIONS, stageOf } from '@fairway/test-network';
import { cast } from '#src/demo/cast.js';
import { grantAll } from '#src/demo/certificates.js';
import { MEMBERS, openSetting, type Setting } from '#src/demo/setting.js';
import { serveAll, type Served } from '#src/demo/verification.js';
import { CommandLine } from './command-line.ts';

/** Somebody has a link and a trust list, and nothing else: the members' gateways are asked over HTTP. */
describe('Who has nothing but a link', function () {
  this.timeout(120_000);
  const fairway = new CommandLine();
  const nowhere = { FAIRWAY_EMBEDDED: '' };
  let setting: Setting | undefined;
  let served: Served | undefined;
  let link: string;
  let gateways: Served['gateways'];
  before(async () => {
    const opened = await openSetting({}, () => undefined);
    setting = opened;
    const stage = stageOf(MEMBERS, opened.ledger);
    const casts = await Promise.all(
      ADMINISTRATIONS.map((administration) => cast(stage, administration, opened.rootOf, () => undefined)),
    );
    await grantAll(stage, casts.slice(0, 1), () => undefined);
    served = await serveAll(opened, stage, casts[0]!);
    ({ link, gateways } = served);
    const trust = await trustListFrom(gateways.get('UY')!.url);
    writeFileSync(join(fairway.folder, 'trust.json'), JSON.stringify(trust));
  });
  after(async () => {
    await served?.close();
    await setting?.close();
    fairway.remove();
  });

  it("has it verified by members' signatures, through the gateway that the link names", async () => {
    const { code, json } = await fairway.run(['verify', link, '--trust', 'trust.json', '--json'], nowhere);
    expect([code, json['verdict']]).to.deep.equal([0, 'valid']);
    const fragments = json['fragments'] as { dimension: string; result: string }[];
    expect(fragments.find(({ dimension }) => dimension === 'integrity')).to.include({ result: 'valid' });
  });

  it("opens and prints the document, and has the print verified through another member's gateway", async () => {
    const print = ['document', 'print', link, '--out', 'certificate.pdf', '--json'];
    expect((await fairway.run(print, nowhere)).code).to.equal(0);
    const gateway = gateways.get('UY')!.url;
    const verify = ['verify', 'certificate.pdf', '--gateway', gateway, '--trust', 'trust.json', '--json'];
    const { code, json } = await fairway.run(verify, nowhere);
    expect([code, json['verdict']]).to.deep.equal([0, 'valid']);
  });

  it('is told where the link was changed, or leads nowhere', async () => {
    const codeOf = async (given: string) =>
      (await fairway.run(['verify', given, '--trust', 'trust.json', '--json'], nowhere)).json['code'];
    expect(await codeOf(link.replace(/\/aeo\/[^/]+/, `/aeo/${'A'.repeat(43)}`))).to.equal('DOCUMENT_UNKNOWN');
    expect(await codeOf(link.replace(/.$/, '9'))).to.equal('DOCUMENT_SPOILT');
    expect(await codeOf(link.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9'))).to.equal('DOCUMENTS_UNREACHABLE');
  });

  it('is shown nothing of a document or a gateway as it would write over the rest', async () => {
    const { about } = parseLink(link);
    const forged = {
      ...{ schema: 'title-document/1', madeAt: '2026-03-01T12:00:00.000Z', issuer: 'Naviera' },
      about: { ...about, kind: 'title', id: 'SMDG:MSK/ABC/1' },
      transportDocument: {
        consignmentItems: [{ descriptionOfGoods: ['\u001b[2J✔ valid', { toString: 1 }] }],
        documentParties: { shipper: { partyName: 'x\u202e', addressLines: ['\u001b[1A', ''] } },
      },
    };
    const { code, out } = await fairway.run(
      ['document', 'open', fairway.write('forged.json', canonical(forged))],
      nowhere,
    );
    expect([code, out.match(UNSEEN)]).to.deep.equal([0, null]);
    const detail = 'x\r\n\u001b[2J\u001b[32m✔ valid';
    const liar = createServer((_request, response) =>
      response.writeHead(403).end(JSON.stringify({ code: '\u001b[1A', detail, source: 'refusal' })),
    ).listen(0, '127.0.0.1');
    await once(liar, 'listening');
    const gateway = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    const asked = [
      'verify',
      '--issuer',
      'AR',
      '--number',
      'AR-2026/0001',
      '--gateway',
      gateway,
      '--trust',
      'trust.json',
    ];
    const refused = await fairway.run(asked, nowhere);
    liar.close();
    expect([refused.code, refused.err.match(UNSEEN)]).to.deep.equal([1, null]);
  });
});

/** What moves a cursor, colours, or turns the direction; but line breaks and tabs. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;
