import { expect } from 'chai';
import * as dcsa from '@fairway/model/dcsa';
import { refusalOf } from '../refusals.ts';
import { bill, exporter, issueTo, makeSigner, signers, trust } from './pint/world.ts';

const document = bill({ endorsee: exporter });
const PICTURE = new TextEncoder().encode('%PDF-1.7 the bill');

async function request(signer: dcsa.JwsSigner = signers.carrier): Promise<dcsa.IssuanceRequest> {
  const manifest = dcsa.issuanceManifestOf(document, issueTo, PICTURE);
  return {
    document,
    issueTo,
    issuanceManifestSignedContent: await dcsa.signCompact(manifest, signer),
    eBLVisualisationByCarrier: { name: 'bill.pdf', content: Buffer.from(PICTURE).toString('base64') },
    transportDocumentReplacements: { oldTransportDocumentReferences: [{ transportDocumentReference: 'MVD0000' }] },
  };
}

describe('A request to issue a bill', () => {
  it('is taken with what the carrier signed, and with what it replaces', async () => {
    const manifest = await dcsa.verifyIssuance(await request(), trust.carriers);
    expect(manifest.documentChecksum).to.equal(dcsa.checksumOfJson(document));
  });

  const picture = (content: string) => ({ name: 'bill.pdf', content });
  const changes: [string, string, string, object][] = [
    [
      'of another document',
      'DOCUMENT_CHANGED',
      '/document',
      { document: { ...document, termsAndConditions: 'Others.' } },
    ],
    ['to another party', 'RECIPIENT_CHANGED', '/issueTo', { issueTo: { ...issueTo, partyName: 'another' } }],
    [
      'with another picture',
      'VISUALISATION_CHANGED',
      '/eBLVisualisationByCarrier',
      { eBLVisualisationByCarrier: picture('AAAA') },
    ],
    [
      'without the picture',
      'VISUALISATION_CHANGED',
      '/eBLVisualisationByCarrier',
      { eBLVisualisationByCarrier: undefined },
    ],
    [
      'with a picture that is no base64',
      'NOT_ALLOWED',
      '/eBLVisualisationByCarrier/content',
      { eBLVisualisationByCarrier: picture('A=A=') },
    ],
    [
      'with a picture that has spare bits',
      'NOT_ALLOWED',
      '/eBLVisualisationByCarrier/content',
      { eBLVisualisationByCarrier: picture('AB==') },
    ],
  ];
  for (const [what, code, path, change] of changes) {
    it(`is refused ${what}`, async () => {
      const given = { ...(await request()), ...change };
      expect(await refusalOf(() => dcsa.verifyIssuance(given, trust.carriers))).to.include({ code, path });
    });
  }

  it('is refused where another key signed it, or another carrier', async () => {
    const forged = await request(makeSigner('SMDG:ABC'));
    const path = '/issuanceManifestSignedContent';
    expect(await refusalOf(() => dcsa.verifyIssuance(forged, trust.carriers))).to.include({
      code: 'KEY_UNKNOWN',
      path,
    });
    const others = [{ ...signers.carrier.known, of: 'SMDG:XYZ' }];
    const good = await request();
    expect(await refusalOf(() => dcsa.verifyIssuance(good, others))).to.include({ code: 'KEY_UNKNOWN', path });
  });
});
