import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ACT_TYPES, Refusal } from '@fairway/model';
import { contractsFor } from '@fairway/chaincode';

describe('The contracts of a namespace', () => {
  it('do every type of act there is', () => {
    const transactions = contractsFor('fairway-ar').flatMap((Contract) => {
      const contract = new Contract();
      return ACT_TYPES.filter((type) => type.startsWith(`${contract.getName()}.`) && type.split('.')[1]! in contract);
    });
    expect(transactions.sort()).to.deep.equal([...ACT_TYPES].sort());
  });

  it('belong to the member that the name says, and a name of no member has none', () => {
    const members = contractsFor('fairway-uy').map(
      (Contract) => (new Contract() as unknown as { member: string }).member,
    );
    expect(new Set(members)).to.deep.equal(new Set(['UY']));
    for (const name of ['fairway', 'fairway-', 'fairway-ARG', 'other-ar', 'fairway-ar2']) {
      expect(() => contractsFor(name)).to.throw(Refusal, /WRONG_NAMESPACE/);
    }
  });

  it('are bundled with the names that Fabric finds transactions by', () => {
    const bundle = readFileSync(new URL('../build/fairway-chaincode.cjs', import.meta.url), 'utf8');
    for (const type of ACT_TYPES) expect(bundle).to.include(type);
  });
});
