import { expect } from 'chai';
import { contractsFor } from '@fairway/chaincode';
import { digestOf, type RecordAddress } from '@fairway/model';
import { Titles, bundleFrom, trustListFrom, type BundleQuestion } from '@fairway/sdk';
import { BILL_TERMS, openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { readTrustList, verify } from '@fairway/verifier';
import { networkOf } from './network-of.ts';
import { openRest, type RestNetwork } from './rest-network.ts';
import { attestedOn, codesOf, type Attested } from './suites/attestation.ts';
import { refusalOf } from './suites/refusals.ts';

/** What anyone may ask any member's gateway, without an account. */
describe("A member's gateway, asked by anyone,", () => {
  let embedded: EmbeddedNetwork;
  let rest: RestNetwork;
  let attested: Attested;
  let record: RecordAddress;
  before(async () => {
    embedded = await openEmbedded({ members: ['AR', 'UY', 'BR'], contracts: contractsFor });
    rest = await openRest(embedded);
    attested = await attestedOn(networkOf(embedded));
    const { world } = attested;
    const carrier = await world.carrier();
    const bill = { member: world.issuer, id: `SCAC:${carrier.code}/GATEWAY1/1` };
    const parties = { issuer: carrier.handle, shipper: world.trader.handle };
    await new Titles(world.stage(world.issuer, carrier)).issue(bill, { ...parties, ...BILL_TERMS });
    record = { ...bill, kind: 'title' };
  });
  after(async () => {
    await rest.close();
    await embedded.close();
  });

  const gateway = (member = 'UY') => rest.gateways.get(member)!.url;
  const ask = async (more: Partial<BundleQuestion> = {}) => {
    const question = { record, nonce: attested.nonce, ...more };
    return verify(await bundleFrom(gateway(), question), { trust: attested.trust, ...question });
  };

  it('collects what members sign of a number, and no more than a stranger may learn', async () => {
    const found = await ask();
    expect([found.verdict, found.history.length]).to.deep.equal(['valid', 0]);
    expect(codesOf(found)).to.include.members(['STATUS_LIVE', 'TITLE_NOT_ASKED', 'CHAIN_NOT_ASKED']);
  });

  it('gives the acts to who has the document', async () => {
    const found = await ask({ document: BILL_TERMS.document });
    expect(found.verdict).to.equal('valid');
    expect(codesOf(found)).to.include.members(['DOCUMENT_RECORDED', 'TITLE_CONTROLLED', 'CHAIN_HOLDS']);
  });

  it('has members sign that a document in hand is not the one recorded, and says no more of it', async () => {
    const found = await ask({ document: digestOf('a guess') });
    expect([found.verdict, found.history.length]).to.deep.equal(['invalid', 0]);
    expect(codesOf(found)).to.include.members(['DOCUMENT_DIFFERS', 'STATUS_LIVE', 'TITLE_NOT_ASKED', 'ATTESTED']);
  });

  it("gives the trust list, each member's part signed by itself", async () => {
    const trust = await readTrustList(await trustListFrom(gateway('BR')), attested.trust.digest);
    expect([...trust.members.keys()].toSorted()).to.deep.equal(['AR', 'BR', 'UY']);
  });

  it('answers pages of other members, and of nobody, and no other calls of theirs', async () => {
    const asked = (path: string) =>
      fetch(new URL(path, gateway()), { method: 'OPTIONS', headers: { origin: 'https://customs.example' } });
    const open = await asked('/api/attestations');
    expect([open.status, open.headers.get('access-control-allow-origin')]).to.deep.equal([204, '*']);
    const closed = await asked('/api/acts');
    expect(closed.headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('refuses what is no question, with what would be accepted', async () => {
    for (const [question, code] of [
      [{ nonce: 'short' }, 'NOT_ALLOWED'],
      [{ record: { ...record, kind: 'participant', id: attested.world.trader.handle } }, 'NOT_ALLOWED'],
      [{ record: { ...record, id: 'none' } }, 'NOT_ALLOWED'],
      [{ record: { ...record, member: 'CL' } }, 'MEMBER_UNKNOWN'],
      [{ more: true }, 'UNKNOWN_FIELD'],
    ] as const)
      expect((await refusalOf(() => ask(question as Partial<BundleQuestion>))).code, JSON.stringify(question)).to.equal(
        code,
      );
  });

  it('answers two hundred at once, from one address, and each is found valid', async () => {
    const found = await Promise.all(Array.from({ length: 200 }, () => ask()));
    expect(new Set(found.map(({ verdict }) => verdict))).to.deep.equal(new Set(['valid']));
  });

  it('answers while a member is down, and says who is silent', async () => {
    embedded.takeDown('BR');
    const question = { record, nonce: attested.nonce };
    const bundle = await bundleFrom(gateway(), question).finally(() => embedded.bringUp('BR'));
    const found = await verify(bundle, { trust: attested.trust, ...question });
    expect(found.verdict).to.equal('valid');
    expect(found.signers).not.to.include('BR');
    // Not in the ledger's own words, which name hosts and ports.
    expect(bundle.answers[0]!.silent).to.deep.equal({ BR: 'PEER_UNAVAILABLE' });
  });
});
