import { expect } from 'chai';
import { makeActKey } from '@fairway/wallets';
import { CommandLine } from './command-line.ts';

describe('The demonstration', function () {
  this.timeout(120_000);
  const line = new CommandLine();
  after(() => line.remove());

  it('shows a suspension to the partner, lets one party at a time own a cargo, and refuses the forgeries, and says so in JSON', async () => {
    const { code, json } = await line.run(['demo', '--json']);
    expect(code).to.equal(0);
    const { certificates, recognition, suspension, cargo, forgeries, verification } = json as unknown as {
      certificates: { answers: Record<string, string> }[];
      recognition: { check: { owed: { benefit: string }[] }; usedAgain: string };
      suspension: {
        before: { status: string };
        after: { status: string; reason: string; owed: object[] };
        asKnownBefore: { owed: object[] };
      };
      cargo: {
        steps: { state: string; has: Record<string, string[]>; stranger: { live: boolean; genuine: boolean } }[];
        soldAgain: string;
      };
      forgeries: { refused: string }[];
      verification: { verdict: string; signers: string[] }[];
    };
    expect(certificates).to.have.length(15);
    for (const { answers } of certificates) expect(new Set(Object.values(answers))).to.deep.equal(new Set(['active']));
    expect(recognition.check.owed.map(({ benefit }) => benefit)).to.include('priority-treatment');
    expect(recognition.usedAgain).to.match(/^RECORD_EXISTS/);
    expect(suspension.after.owed).to.deep.equal([]);
    expect(suspension.asKnownBefore.owed).to.have.length(2);
    expect(suspension.before).to.include({ status: 'active' });
    expect(suspension.after).to.include({ status: 'suspended', reason: 'under-investigation' });
    const owners = cargo.steps.map(({ has }) => Object.keys(has).filter((role) => has[role]!.includes('goods')));
    expect([...new Set(owners.map(String))]).to.deep.equal(['exporter', 'AR bank', 'UY bank', 'importer', '']);
    expect(cargo.steps.at(-1)).to.deep.include({
      state: 'accomplished',
      stranger: { genuine: true, issuer: 'Naviera', live: false },
    });
    expect(cargo.soldAgain).to.match(/^NOT_SOLE_CONTROLLER/);
    expect(forgeries.map(({ refused }) => refused.split(/[ :]/)[0])).to.deep.equal([
      'ROLE_REQUIRED',
      'ENDORSEMENT_POLICY_FAILURE',
      'ENDORSEMENT_POLICY_FAILURE',
    ]);
    expect(verification.map(({ verdict }) => verdict)).to.deep.equal(['valid', 'valid', 'invalid', 'invalid']);
    for (const { signers } of verification) expect(signers).to.include('AR').and.to.have.length.of.at.least(3);
  });

  it('stays where it is told to, with a page for officers, whose keys the registrar takes as they are typed', async () => {
    const { publicKey } = await makeActKey();
    const typed = `nothing like a key\n${JSON.stringify(publicKey)}\n`;
    const { code, out } = await line.spawned(['demo', '--stay'], {}, 'your handle is', typed);
    expect(out)
      .to.match(/127\.0\.0\.1:\d+\/officer\n/)
      .and.include('paste the public key')
      .and.match(/your handle is ar-\w{26}/);
    expect(code).to.equal(0);
  });
});
