import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Envelope, JwsKey } from '@fairway/model/dcsa';
import { OtherPlatform } from '@fairway/test-network';
import { makeActKey } from '@fairway/wallets';
import { Cargo } from './cargo.ts';

/** A bill that its exporter sells to a party of another platform. */
describe('A bill for another platform at the command line', function () {
  this.timeout(300_000);
  let cargo: Cargo;
  let other: OtherPlatform;
  let bill: string;

  before(async () => {
    cargo = await Cargo.begin();
    const { fairway, handles, code } = cargo;
    const keyOf = async (name: string, of: string) => {
      const { publicKey, thumbprint } = await fairway.done('key', 'show', name);
      return { of, kid: thumbprint as string, jwk: publicKey as JwsKey };
    };
    await fairway.done('key', 'make', 'fairway');
    const there = await makeActKey('ES256');
    const trust = { platforms: [await keyOf('fairway', 'FRWY')], carriers: [await keyOf('naviera', `SMDG:${code}`)] };
    other = new OtherPlatform('BOLE', there, () => trust);
    const address = await other.listen();

    const party = (partyName: string, partyCode: string) => ({
      partyName,
      identifyingCodes: [{ codeListProvider: 'ZZZ', partyCode }],
    });
    const seller = party('Frigorífico Ejemplo SA', 'F-1');
    const sample = JSON.parse(
      readFileSync(new URL('../samples/transport-document.json', import.meta.url), 'utf8'),
    ) as Record<'documentParties', object>;
    const { shippedOnBoardDate: _, ...document } = sample as typeof sample & { shippedOnBoardDate: string };
    const documentParties = { ...document.documentParties, endorsee: seller };
    fairway.write('bl.json', { ...document, documentParties, carrierCode: code });
    fairway.write('exportador.json', { ...seller, eblPlatform: 'FRWY' });
    fairway.write('buyer.json', { ...party('Buyer BV', 'B-1'), eblPlatform: 'BOLE' });
    fairway.write('factura.pdf', '%PDF-1.7 factura');
    fairway.write('bole.jwks.json', { keys: [{ ...there.publicKey, kid: there.thumbprint, use: 'sig' }] });
    fairway.write('platforms.json', {
      ...{ code: 'FRWY', signer: 'fairway', registry: 'https://registry.example' },
      parties: { [handles.exportador]: seller },
      platforms: { BOLE: { handle: handles.plataforma, address, keys: 'bole.jwks.json' } },
    });
    bill = `AR/SMDG:${code}/ABC123/1`;
    fairway.write('bill.json', { ...cargo.terms(), issuer: handles.naviera });
    await fairway.done('title', 'issue', bill, '--as', 'naviera', '--file', 'bill.json', '--document', 'bl.json');
  });
  after(async () => {
    await other.close();
    cargo.fairway.remove();
  });

  const onward = () => [
    ...['--as', 'exportador', '--platforms', 'platforms.json', '--envelope', 'out.json', '--enclose', 'factura.pdf'],
    ...cargo.lapses,
  ];
  const sending = (...more: string[]) => [
    ...['title', 'platform', 'send', bill, ...onward(), '--recipient', 'buyer.json', '--document', 'bl.json'],
    ...['--endorse', 'to-order', ...more],
  ];

  it('is not sent without what its carrier signs for other platforms', async () => {
    expect(await cargo.fairway.refused(...sending())).to.equal('ISSUANCE_MANIFEST_NOT_ALLOWED');
    const signs = ['title', 'platform', 'sign-issuance', 'bl.json', '--as', 'naviera'];
    await cargo.fairway.done(...signs, '--recipient', 'exportador.json', '--output', 'manifest.jws');
  });

  it('waits for the platform to accept what it has, and one goes on with the envelope that was kept', async () => {
    const ran = await cargo.fairway.run([...sending('--issuance', 'manifest.jws'), '--json']);
    expect(ran.code, ran.err).to.equal(3);
    expect(ran.json).to.include({ stands: 'offered', answer: 'RECE' });
    const file = join(cargo.fairway.folder, 'out.json');
    expect(JSON.parse(readFileSync(file, 'utf8')) as Envelope).to.deep.equal(other.accepted[0]);
    expect(await cargo.fairway.refused(...sending('--issuance', 'manifest.jws'))).to.equal('FILE_EXISTS');
    const goesOn = ['title', 'platform', 'go-on', bill, ...onward()];
    other.conduct = { says: () => ({ status: 401 }) };
    const unanswered = await cargo.fairway.run(goesOn);
    expect([unanswered.code, unanswered.out]).to.deep.equal([3, unanswered.out]);
    expect(unanswered.out).to.match(
      /is offered, and still here: no answer that counts; PLATFORM_REFUSES: .* answers 401/,
    );
    other.conduct = {};
    const accepted = await cargo.fairway.done(...goesOn, '--accept-as', 'plataforma');
    expect(accepted).to.include({ stands: 'elsewhere', answer: 'DUPE' });
    expect((await cargo.fairway.run(['title', 'show', bill, '--member', 'BR'])).out).to.include('is elsewhere');
  });
});
