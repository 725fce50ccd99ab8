import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { connectionOf, enrolService, type MemberHome, reenrolService, type Service, services } from '@fairway/network';
import { fabricLedger } from '@fairway/sdk/fabric';
import { expect } from 'chai';
import { ownNamespace, type RealNetwork } from './real-network.ts';

/** Enrols two services of AR and leaves them. */
export function memberServices(network: () => RealNetwork): void {
  describe("a member's services", () => {
    let home: MemberHome;
    let trusted: Service;
    let untrusted: Service;

    before(async () => {
      home = network().home('AR');
      trusted = await enrolService(home, 'risk', true);
      untrusted = await enrolService(home, 'reader', false);
    });

    /** Has the member's own peers endorse a tick, or says why not. */
    async function tick(service: string): Promise<unknown> {
      const ledger = fabricLedger(await connectionOf(home, service));
      try {
        const call = { namespace: ownNamespace(home), transaction: 'clock:tick', args: [] };
        return await ledger.endorse(call).catch((error: unknown) => error);
      } finally {
        ledger.close();
      }
    }

    it('are the gateway and what was enrolled, none of its nodes', async () => {
      const found = await services(home);
      expect(found.map(({ id }) => id)).to.deep.equal(['gateway', 'reader', 'risk']);
      expect(found.filter(({ isTrusted }) => isTrusted).map(({ id }) => id)).to.deep.equal(['gateway', 'risk']);
      expect(readdirSync(join(home.folder, 'identities'))).to.include('peer0');
    });

    it('tick only where the member trusts them', async () => {
      expect(await tick(trusted.id)).to.have.property('transactionId');
      expect(await tick(untrusted.id)).to.have.property('code', 'SERVICE_REQUIRED');
    });

    it('have one name each, and no name of a node', async () => {
      for (const name of ['risk', 'gateway', 'peer0', 'registrar', 'Risk', '../risk'])
        expect(await enrolService(home, name, true).catch((error: unknown) => error)).to.have.property(
          'code',
          'SERVICE_NAME_TAKEN',
        );
    });

    it('go on under another certificate when they are enrolled again', async () => {
      const renewed = await reenrolService(home, 'risk');
      expect(renewed).to.include({ id: 'risk', isTrusted: true });
      expect(renewed.serial).not.to.equal(trusted.serial);
      expect(await tick('risk')).to.have.property('transactionId');
      expect(await reenrolService(home, 'peer0').catch((error: unknown) => error)).to.have.property(
        'code',
        'SERVICE_UNKNOWN',
      );
    });
  });
}
