import { newHandle, type Title } from '@fairway/model';
import type { Change } from '@fairway/sdk';
import { concernedBy } from '#src/webhooks/concerned.js';
import { expect } from 'chai';

const [carrier, shipper, bank, buyer, officer] = ['AR', 'AR', 'UY', 'UY', 'AR'].map((member) => newHandle(member)) as [
  string,
  string,
  string,
  string,
  string,
];

describe('Whom a change concerns', () => {
  const acts = (...named: object[]) => named.map((act, index) => ({ id: `act-${index + 1}`, act }));
  const concerned = (kind: string, sequence: number, record: object, done: ReturnType<typeof acts>, id = 'x') =>
    concernedBy(
      { record: { member: 'AR', kind, id }, sequence, act: done[sequence - 1]!.act as Change['act'] },
      { record, acts: done },
    );

  it('is who acts, who is named, and whose the record is from its first act on', () => {
    const done = acts(
      { actor: officer, args: { holder: shipper } },
      { actor: carrier, args: { to: [{ party: bank }] } },
    );
    expect(concerned('aeo', 2, {}, done)).to.have.members([carrier, bank, officer, shipper]);
  });

  it('is the participant itself, whoever acts on its entry', () => {
    expect(concerned('participant', 1, {}, acts({ actor: officer }), buyer)).to.have.members([officer, buyer]);
  });

  it('is of a bill who controlled it then, and who was named since, but nobody who had it before', () => {
    const done = acts(
      { actor: carrier, args: { shipper } },
      { actor: shipper, args: { to: buyer } },
      { actor: shipper, args: {} },
      { actor: shipper, args: { to: bank } },
      { actor: bank, args: {} },
      { actor: bank, args: {} },
    );
    const control = [
      { beneficiary: shipper, holder: shipper, act: 'act-1' },
      { beneficiary: bank, holder: bank, act: 'act-5' },
    ];
    const record = { issuer: carrier, control } as unknown as Title;
    expect(concerned('title', 1, record, done)).to.have.members([carrier, shipper]);
    expect(concerned('title', 3, record, done), 'the offer is taken back').to.have.members([carrier, shipper, buyer]);
    expect(concerned('title', 5, record, done), 'it passes').to.include.members([carrier, shipper, bank]);
    expect(concerned('title', 6, record, done), 'it has passed').to.have.members([carrier, bank]);
  });
});
