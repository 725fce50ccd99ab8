import { newHandle, parseSignedAct, webCryptoCheck, type Act } from '@fairway/model';
import { makeActKey, signAct } from '@fairway/wallets';
import { expect } from 'chai';

const ACTOR = newHandle('AR');

const act = (): Act => ({
  version: 1,
  type: 'aeo.suspend',
  actor: ACTOR,
  records: [{ member: 'AR', kind: 'aeo', id: 'AR/1', sequence: 2, previous: 'A'.repeat(43) }],
  args: { reason: 'señal', at: '2026-03-01T12:00:00.000Z' },
  notAfter: '2026-03-02T12:00:00.000Z',
});

describe('signAct', () => {
  for (const algorithm of ['ES256', 'EdDSA'] as const) {
    it(`makes one canonical string that the ledger reads and whose signature holds, by ${algorithm}`, async () => {
      const signer = await makeActKey(algorithm);
      const read = parseSignedAct(await signAct(act(), [{ handle: ACTOR, signer }]));
      expect(read.act).to.deep.equal(act());
      const [one] = read.signatures;
      expect(one).to.include({ handle: ACTOR, thumbprint: signer.thumbprint, algorithm });
      expect(await webCryptoCheck(signer.publicKey, one!.signed, one!.signature)).to.be.true;
    });
  }

  it('takes a signature from each of several who must sign', async () => {
    const other = newHandle('BO');
    const signers = [
      { handle: ACTOR, signer: await makeActKey('ES256') },
      { handle: other, signer: await makeActKey('EdDSA') },
    ];
    const { signatures } = parseSignedAct(await signAct(act(), signers));
    expect(signatures.map(({ handle }) => handle)).to.deep.equal([ACTOR, other]);
    for (const [index, { signed, signature }] of signatures.entries()) {
      expect(await webCryptoCheck(signers[index]!.signer.publicKey, signed, signature)).to.be.true;
    }
  });

  it('does not sign for anyone but the actor first', async () => {
    const failure = await signAct(act(), [{ handle: newHandle('BO'), signer: await makeActKey() }]).catch(
      (error: unknown) => error,
    );
    expect(failure).to.have.property('code', 'SIGNER_NOT_ALLOWED');
  });
});
