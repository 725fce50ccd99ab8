import { expect } from 'chai';
import { contractsFor } from '@fairway/chaincode';
import { instantOf, placeOf, type Handle } from '@fairway/model';
import { MAX_STATEMENT_ACTS, type StatementSigners } from '@fairway/model/document';
import { statementSignersOf } from '@fairway/sdk';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { readStatementSigners, type StatementKeys } from '@fairway/verifier';
import { networkOf } from './network-of.ts';
import { attestedOn, type Attested } from './suites/attestation.ts';
import { refusalOf } from './suites/refusals.ts';

/** Someone between verifier and ledger, who gives other chains than members have. */
describe('The chains of who signs statements', () => {
  const open: EmbeddedNetwork[] = [];
  let attested: Attested;
  let officer: Handle;
  let carrier: Handle;
  let list: StatementSigners;
  const attestedBy = async (members: string[]): Promise<Attested> => {
    const embedded = await openEmbedded({ members, contracts: contractsFor });
    open.push(embedded);
    return attestedOn(networkOf(embedded));
  };
  before(async () => {
    attested = await attestedBy(['AR', 'UY']);
    const { world } = attested;
    officer = world.officer.handle;
    carrier = (await world.carrier()).handle;
    list = await statementSignersOf(world.stage('UY'), [officer, carrier, world.trader.handle]);
  });
  after(() => Promise.all(open.map((one) => one.close())));

  const read = (given: unknown): Promise<StatementKeys> =>
    readStatementSigners(given, attested.trust, instantOf(Date.now()));
  const holders = ({ keys }: StatementKeys) => keys.map(({ handle }) => handle);

  it('give the keys of officers and carriers for what each may state, and of nobody else', async () => {
    const known = await read(list);
    expect(known.refused).to.deep.equal({});
    expect(holders(known)).to.have.members([officer, carrier]);
    expect(known.keys.find(({ handle }) => handle === officer)!.states).to.deep.equal([{ kind: 'aeo', under: '' }]);
  });

  it('are of no use when an act in them was changed: that party has no keys, and the others theirs', async () => {
    const place = placeOf({ member: 'AR', kind: 'participant', id: officer });
    const [first, ...more] = list.chains[place]!;
    const signed = JSON.parse(first!.signed) as { payload: string };
    const said = Buffer.from(signed.payload, 'base64url').toString();
    const other = said.replace('EXP-2026-0001', 'EXP-2026-0002');
    expect(other).not.to.equal(said);
    const payload = Buffer.from(other).toString('base64url');
    const forged = { ...first!, signed: JSON.stringify({ ...signed, payload }) };
    const known = await read({ ...list, chains: { ...list.chains, [place]: [forged, ...more] } });
    expect(Object.keys(known.refused)).to.deep.equal([officer]);
    expect(holders(known)).to.deep.equal([carrier]);
  });

  it("are of no use without the registrar's, by whom the party was registered", async () => {
    const place = placeOf({ member: 'AR', kind: 'participant', id: attested.world.registrar.handle });
    const { [place]: _, ...chains } = list.chains;
    expect(holders(await read({ ...list, chains }))).to.deep.equal([]);
  });

  it('are of no use when they are of another network, even of a member that this one does not have', async () => {
    const other = await attestedBy(['AR', 'UY', 'BR']);
    const { stage, officer: foreign } = other.world;
    const known = await read(await statementSignersOf(stage('AR'), [foreign.handle]));
    expect(known.refused).to.deep.equal({ [foreign.handle]: 'CHAIN_BROKEN' });
    const { chains } = other.list;
    const stranger = Object.keys(chains)
      .find((place) => place.includes('br-'))!
      .split('/')
      .at(-1)!;
    expect((await read({ version: 1, signers: [stranger], chains })).refused).to.have.all.keys(stranger);
  });

  it('are refused when there are more acts than a list may have', async () => {
    const [place, [entry]] = Object.entries(list.chains)[0] as [string, StatementSigners['chains'][string]];
    const chains = { [place]: Array.from({ length: MAX_STATEMENT_ACTS + 1 }, () => entry!) };
    expect((await refusalOf(() => read({ ...list, chains }))).code).to.match(/^TOO_/);
  });

  it('leave out a party that is not registered', async () => {
    const unknown = `ar-${'2'.repeat(26)}`;
    const { signers } = await statementSignersOf(attested.world.stage('AR'), [unknown, officer]);
    expect(signers).to.deep.equal([officer]);
  });
});
