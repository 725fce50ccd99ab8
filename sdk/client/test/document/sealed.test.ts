import { expect } from 'chai';
import { Refusal, canonical, digestOf } from '@fairway/model';
import type { AeoDocument, DocumentLink } from '@fairway/model/document';
import { addressOfDocument, openDocument, sealDocument, unsealDocument } from '@fairway/sdk/document';
import { formatLink } from '@fairway/model/document';

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const DOCUMENT: AeoDocument = {
  schema: 'aeo-document/1',
  about: { network: 'bconnect', member: 'AR', kind: 'aeo', id: 'AR-2026/0001' },
  salt: digestOf('salt'),
  madeAt: '2026-03-01T12:00:00.000Z',
  issuer: 'Administración de ejemplo',
  holder: { handle: 'ar-00000000000000000000000000', name: 'Exportadora de ejemplo', identifiers: [] },
  type: 'OEA',
  typeName: 'Operador Económico Autorizado',
  covers: ['security'],
  roles: ['exporter'],
  grantedOn: '2026-02-02',
  validFrom: '2026-02-02',
  reviewOn: '2029-02-01',
  timeZone: 'America/Argentina/Buenos_Aires',
};
const LINK: DocumentLink = { page: 'https://aduana.example/verify', about: DOCUMENT.about, key: KEY };

async function refusalOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
}

describe('An encrypted document', () => {
  let sealed: Uint8Array;
  before(async () => ({ sealed } = await sealDocument(DOCUMENT, KEY)));

  it('opens by its link', async () => {
    expect(await unsealDocument(LINK, sealed)).to.deep.equal(DOCUMENT);
  });

  it('shows nothing of what is in it', () => {
    for (const text of ['Exportadora', 'AR-2026/0001', 'OEA'])
      expect(Buffer.from(sealed).includes(text)).to.equal(false);
    expect(sealed.length).to.equal(Buffer.byteLength(canonical(DOCUMENT)) + 28);
  });

  it('lies where its key says, and another key says another place', async () => {
    expect(await addressOfDocument(KEY)).to.equal('5716vOKi8PcqAqokaQCVm3_NlDw-6dkYd0ufZDabEdg');
    expect(await addressOfDocument(digestOf('another'))).not.to.equal(await addressOfDocument(KEY));
  });

  it('does not open by another key, for another record or another network', async () => {
    const { about } = DOCUMENT;
    for (const other of [
      { key: digestOf('another') },
      { about: { ...about, id: 'AR-2026/0002' } },
      { about: { ...about, member: 'UY' } },
      { about: { ...about, network: 'bconnect-test' } },
    ])
      expect(await refusalOf(() => unsealDocument({ ...LINK, ...other }, sealed))).to.equal('DOCUMENT_SPOILT');
  });

  it('does not open once any byte was changed, or some are missing', async () => {
    for (let place = 0; place < sealed.length; place += 17) {
      const changed = sealed.slice();
      changed[place]! ^= 1;
      expect(await refusalOf(() => unsealDocument(LINK, changed))).to.equal('DOCUMENT_SPOILT');
    }
    for (const length of [0, 12, 28, sealed.length - 1])
      expect(await refusalOf(() => unsealDocument(LINK, sealed.slice(0, length)))).to.equal('DOCUMENT_SPOILT');
  });

  it('is found by who has the link, and refused where the store gives another or none', async () => {
    const address = await addressOfDocument(KEY);
    const store = (bytes: Uint8Array | undefined) => ({
      get: (asked: string) => Promise.resolve(asked === address ? bytes : undefined),
    });
    const open = (documents: { get(address: string): Promise<Uint8Array | undefined> }, network = 'bconnect') =>
      openDocument(formatLink(LINK), { network, documents });
    expect((await open(store(sealed))).document).to.deep.equal(DOCUMENT);
    expect(await refusalOf(() => open(store(undefined)))).to.equal('DOCUMENT_UNKNOWN');
    const { sealed: other } = await sealDocument(DOCUMENT, digestOf('another'));
    expect(await refusalOf(() => open(store(other)))).to.equal('DOCUMENT_SPOILT');
    expect(await refusalOf(() => open(store(sealed), 'bconnect-two'))).to.equal('LINK_OF_ANOTHER_NETWORK');
  });
});
