import { expect } from 'chai';
import { instantOf } from '@fairway/model';
import { Tables } from '@fairway/sdk';
import { registerOfficer, type Actor } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** Reference tables: each member's own, in versions with the day from which they hold. */
export function tableSuite(network: () => Network): void {
  describe('A reference table', () => {
    let world: World;
    let supervisor: Actor;
    let tables: Tables;
    before(async () => {
      world = await worldOn(network());
      supervisor = await registerOfficer(world.stage, world.registrar, 'supervisor');
      tables = new Tables(world.stage(world.issuer, supervisor));
    });

    const day = (days: number): string => instantOf(Date.now() + days * 86_400_000).slice(0, 10);
    const office = (code: string, name = `Aduana de ejemplo ${code}`) => ({ code, name });

    it('says what its codes mean from a day on, and keeps what they meant before', async () => {
      const name = 'CUSTOMS-OFFICES';
      const before = [office('001'), office('003')];
      await tables.publish(world.issuer, name, '2026-01-01', before);
      const after = [office('001', 'Aduana con otro nombre'), office('008')];
      await tables.publish(world.issuer, name, day(2), after, '2026-B');
      const partner = new Tables(world.stage(world.partner));
      expect(await partner.rows(world.issuer, name)).to.deep.equal(before);
      expect(await partner.rows(world.issuer, name, day(2))).to.deep.equal(after);
      expect(await partner.rows(world.issuer, name, '2025-12-31')).to.deep.equal([]);
      const [first] = (await partner.get(world.issuer, name)).publications;
      expect(await partner.rows(world.issuer, name, day(2), first!.from)).to.deep.equal(before);
    });

    it('is published in as many acts as it takes, and in none where nothing changes', async () => {
      const rows = Array.from({ length: 450 }, (_, index) => office(`C${String(index).padStart(4, '0')}`));
      expect(await tables.publish(world.issuer, 'LARGE', '2026-01-01', rows)).to.have.length(3);
      expect(await tables.publish(world.issuer, 'LARGE', '2026-01-01', rows)).to.have.length(0);
      expect(await tables.rows(world.issuer, 'LARGE')).to.deep.equal(rows);
    });

    it('is not rewritten where it is in force already', async () => {
      await tables.publish(world.issuer, 'UNITS', '2026-01-01', [office('KGM')]);
      await tables.publish(world.issuer, 'UNITS', day(1), [office('KGM'), office('LTR')]);
      const attempt = () => tables.publish(world.issuer, 'UNITS', '2026-01-01', [office('MTR')]);
      expect((await refusalOf(attempt)).code).to.equal('FROM_IN_THE_PAST');
    });

    it('has rows of its shape: the types of an AEO programme say what they cover and for whom', async () => {
      const publish = (row: object) =>
        refusalOf(() => tables.publish(world.issuer, 'AEO-TYPES', day(0), [{ ...office('XEO'), ...row }]));
      expect(await publish({ covers: ['security'] })).to.include({ code: 'MISSING_FIELD', path: '/args/set/0/roles' });
      expect(await publish({ covers: ['safety'], roles: ['importer'] })).to.include({ code: 'NOT_ALLOWED' });
      expect(await publish({ covers: ['security'], roles: ['importer'], colour: 'red' })).to.include({
        code: 'UNKNOWN_FIELD',
      });
    });

    it('is published by a supervisor of its member, and by nobody else', async () => {
      const officer = new Tables(world.stage(world.issuer, world.officer));
      expect((await refusalOf(() => officer.publish(world.issuer, 'OTHER', day(0), [office('1')]))).code).to.equal(
        'ROLE_REQUIRED',
      );
      expect((await refusalOf(() => tables.publish(world.partner, 'OTHER', day(0), [office('1')]))).code).to.equal(
        'ROLE_REQUIRED',
      );
    });
  });
}
