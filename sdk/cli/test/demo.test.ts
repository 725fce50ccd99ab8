import { expect } from 'chai';
import { CommandLine } from './command-line.ts';

describe('The demonstration', function () {
  this.timeout(120_000);
  const line = new CommandLine();
  after(() => line.remove());

  it('shows a suspension to the partner and refuses the forgeries, and says so in JSON', async () => {
    const { code, json } = await line.run(['demo', '--json']);
    expect(code).to.equal(0);
    const { certificates, suspension, forgeries } = json as unknown as {
      certificates: { answers: Record<string, string> }[];
      suspension: { before: { status: string }; after: { status: string; reason: string } };
      forgeries: { refused: string }[];
    };
    expect(certificates).to.have.length(15);
    for (const { answers } of certificates) expect(new Set(Object.values(answers))).to.deep.equal(new Set(['active']));
    expect(suspension.before).to.include({ status: 'active' });
    expect(suspension.after).to.include({ status: 'suspended', reason: 'under-investigation' });
    expect(forgeries.map(({ refused }) => refused.split(/[ :]/)[0])).to.deep.equal([
      'ROLE_REQUIRED',
      'ENDORSEMENT_POLICY_FAILURE',
      'ENDORSEMENT_POLICY_FAILURE',
    ]);
  });
});
