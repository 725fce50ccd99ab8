import { type Binaries, binaries, connectionOf, type MemberHome, renew, revokePresent } from '@fairway/network';
import { LedgerError } from '@fairway/sdk';
import { fabricLedger } from '@fairway/sdk/fabric';
import { expect } from 'chai';
import { eachWrites, ownNamespace, type RealNetwork } from './real-network.ts';

/** Leaves the service with a new certificate. */
export function revocation(network: () => RealNetwork): void {
  describe('a service whose certificate is revoked', () => {
    let programs: Binaries;

    before(async () => {
      programs = await binaries();
      await revokePresent(network().home('UY'), network().root, 'gateway', programs);
    });

    /**
     * The channel's change reaches the peers with a block, each in its own time; until then the certificate holds, or
     * one peer refuses what another one passes on.
     */
    async function untilRefused(home: MemberHome): Promise<LedgerError> {
      const ledger = fabricLedger(await connectionOf(home));
      try {
        for (;;) {
          try {
            await ledger.endorse({ namespace: ownNamespace(home), transaction: 'clock:tick', args: [] });
          } catch (error) {
            if (!(error instanceof LedgerError)) throw error;
            if (error.code !== 'PEER_UNAVAILABLE') return error;
          }
        }
      } finally {
        ledger.close();
      }
    }

    it('is refused by the peers', async () => {
      expect(await untilRefused(network().home('UY'))).to.include({ code: 'ACCESS_DENIED' });
    });

    it('leaves the other members undisturbed', async () => {
      await eachWrites([network().home('AR')]);
    });

    it('works again with a new one', async () => {
      await renew(network().home('UY'), programs);
      await eachWrites(network().homes);
    });
  });
}
