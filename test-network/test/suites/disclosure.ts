import { expect } from 'chai';
import { canonical, digestOf, digestOfJson, namespaceOf, sharedCollection } from '@fairway/model';
import { Agreements, Participants, hashedWrites, privateWrites, submit } from '@fairway/sdk';
import { registerTrader, type Actor } from '@fairway/test-network';
import { agreed } from './agreed.ts';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** Who an operator is: shown to partners with its consent, and to nobody else. */
export function disclosureSuite(network: () => Network): void {
  describe('The identity of an operator', () => {
    let world: World;
    let registry: Participants;
    let partner: Participants;
    let supervisor: Actor;
    const agreement = 'DISCLOSURE-1';
    let operators = 500;

    before(async () => {
      world = await worldOn(network());
      supervisor = await agreed(world, agreement, ['priority-treatment']);
      registry = new Participants(world.stage(world.issuer, world.registrar));
      partner = new Participants(world.stage(world.partner));
    });

    const operator = (): Promise<Actor> => registerTrader(world.stage, world.registrar, ++operators);
    const as = (party: Actor): Participants => new Participants(world.stage(world.issuer, party));
    const consenting = async (): Promise<Actor> => {
      const party = await operator();
      await as(party).consent(party.handle, { given: true });
      return party;
    };

    it('is read by a partner once the operator has consented and it was shown, and by nobody else', async () => {
      const { handle } = await consenting();
      expect(await partner.shared(handle, world.partner)).to.equal(undefined);
      await registry.share(handle, world.partner, agreement);
      expect(await partner.shared(handle, world.partner)).to.include({ name: `Operador de ejemplo ${operators}` });
      const third = world.members.find((member) => member !== world.issuer && member !== world.partner);
      if (third === undefined) return;
      const stranger = new Participants(world.stage(third));
      expect((await refusalOf(() => stranger.shared(handle, world.partner))).code).to.equal('SERVICE_REQUIRED');
      expect(await stranger.shared(handle, third).catch(() => undefined)).to.equal(undefined);
    });

    it('is shown to nobody without consent, given by the operator or by a form that a registrar has', async () => {
      const { handle } = await operator();
      const share = () => registry.share(handle, world.partner, agreement);
      expect((await refusalOf(share)).code).to.equal('CONSENT_MISSING');
      expect(await refusalOf(() => registry.consent(handle, { given: true }))).to.include({
        code: 'MISSING_FIELD',
        path: '/args/reference',
      });
      await registry.consent(handle, { given: true, reference: 'FORM-7/2026' });
      await share();
      const thief = await operator();
      expect((await refusalOf(() => as(thief).consent(handle, { given: false }))).code).to.equal('ROLE_REQUIRED');
    });

    it('is shown no more once the consent is withdrawn, and is purged where it was', async () => {
      const party = await consenting();
      await registry.share(party.handle, world.partner, agreement);
      await as(party).consent(party.handle, { given: false });
      expect((await refusalOf(() => registry.share(party.handle, world.partner, agreement))).code).to.equal(
        'CONSENT_MISSING',
      );
      await registry.unshare(world.issuer, world.partner, [party.handle]);
      expect(await partner.shared(party.handle, world.partner)).to.equal(undefined);
      expect(await registry.shared(party.handle, world.partner)).to.equal(undefined);
      expect(await registry.getPrivate(party.handle)).to.have.property('name');
    });

    it('is shown under an agreement in force only', async () => {
      const { handle } = await consenting();
      const attempt = (name: string) => refusalOf(() => registry.share(handle, world.partner, name));
      expect((await attempt('NO-SUCH')).code).to.equal('AGREEMENT_NOT_IN_FORCE');
      const agreements = new Agreements(world.stage(world.issuer, supervisor));
      await agreements.suspend(world.issuer, agreement, { reason: 'Prueba' });
      expect((await attempt(agreement)).code).to.equal('AGREEMENT_NOT_IN_FORCE');
      await agreements.resume(world.issuer, agreement, { reason: 'Fin de la prueba' });
      await registry.share(handle, world.partner, agreement);
    });

    it('is shown as it was signed for, and taken back by the services of its sponsor only', async () => {
      const { handle } = await consenting();
      const identity = (await registry.getPrivate(handle))!;
      const call = (transaction: string, args: string[], endorsers: string[], value?: object) => ({
        namespace: namespaceOf(world.issuer),
        transaction,
        args,
        endorsers,
        ...(value && { transient: { private: new TextEncoder().encode(canonical(value)) } }),
      });
      const forged = call('participant:share', [handle, world.partner, agreement], [world.issuer], {
        ...identity,
        name: 'Otro',
      });
      expect((await refusalOf(() => submit(world.ledger(world.issuer), forged, { timeout: 20_000 }))).code).to.equal(
        'DIGEST_DIFFERS',
      );
      await registry.share(handle, world.partner, agreement);
      const purge = call('participant:unshare', [world.partner, canonical([handle])], [world.issuer]);
      for (const ledger of [world.ledger(world.partner), world.ledger(world.issuer, 'client')]) {
        expect((await refusalOf(() => submit(ledger, purge, { timeout: 20_000 }))).code).to.equal('SERVICE_REQUIRED');
      }
      expect(await partner.shared(handle, world.partner)).to.deep.equal(identity);
      await registry.unshare(world.issuer, world.partner, [handle]);
      const again = call('participant:share', [handle, world.partner, agreement], [world.issuer], identity);
      expect((await refusalOf(() => submit(world.ledger(world.partner), again, { timeout: 20_000 }))).code).to.equal(
        'SERVICE_REQUIRED',
      );
    });

    it("comes to the partner with its own peer's blocks, and to no third member", async () => {
      const { handle } = await consenting();
      const identity = (await registry.getPrivate(handle))!;
      const from = await world.ledger(world.issuer).height();
      await registry.share(handle, world.partner, agreement);
      const held = async (member: string): Promise<string[]> => {
        const ledger = world.ledger(member);
        const stop = new AbortController();
        for await (const event of ledger.blocksWithPrivateData(from, stop.signal)) {
          const written = hashedWrites(event.getBlock()!).some(({ keyHash }) => keyHash === digestOf(handle));
          if (!written) continue;
          stop.abort();
          return privateWrites(event).flatMap(({ namespace, collection, key, value }) =>
            namespace === namespaceOf(world.issuer) && collection === sharedCollection(world.partner) && key === handle
              ? [new TextDecoder().decode(value)]
              : [],
          );
        }
        return [];
      };
      expect(await held(world.partner)).to.deep.equal([canonical(identity)]);
      const third = world.members.find((member) => member !== world.issuer && member !== world.partner);
      if (third !== undefined) expect(await held(third)).to.deep.equal([]);
      await registry.unshare(world.issuer, world.partner, [handle]);
      expect(await held(world.partner)).to.deep.equal([]);
    });

    it('is not to be guessed: trying every number gives no digest and no claim on the ledger', async () => {
      const { handle } = await consenting();
      const identity = (await registry.getPrivate(handle))!;
      const seen = await partner.get(handle);
      const { salt: _salt, ...known } = identity;
      const digests = Array.from({ length: 1000 }, (_, index) => {
        const value = `${world.issuer}${String(30_500_000_000 + index)}`;
        const identifiers = [{ scheme: 'TIN', value }];
        return [
          digestOfJson({ ...known, identifiers }),
          digestOfJson({ ...known, identifiers, salt: '' }),
          digestOfJson(`TIN:${value}`),
          digestOfJson(value),
        ];
      }).flat();
      expect(digestOfJson(identity)).to.equal(seen.private);
      expect(digests).to.not.include(seen.private);
      expect(digests.filter((digest) => seen.claims.includes(digest))).to.deep.equal([]);
    });
  });
}
