import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Projection } from '@fairway/gateway';
import { expect } from 'chai';
import {
  DAY,
  HOUR,
  assembleSignedAct,
  canonical,
  digestOfJson,
  instantOf,
  later,
  namespaceOf,
  parseSignedAct,
  sharedCollection,
  signingInput,
  type Act,
  type ActEntry,
  type AeoCertificate,
  type AgreementText,
  type Head,
  type ParticipantStatus,
  type RecordAddress,
} from '@fairway/model';
import { Aeo, Agreements, Mandates, Members, Participants, Uses, changes, type Change } from '@fairway/sdk';
import { makeActor, registerOfficer, registerTrader } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import type { Step } from './tampered-contract.ts';
import { sendRaw, worldOn, type Network, type World } from './world.ts';

/** A network whose issuer and some others run, beside the agreed contracts, one that does whatever it is told. */
export interface TamperedNetwork extends Network {
  /** Others than the issuer and its partner; two at least. */
  tampered: readonly string[];
}

/** A composite key as Fabric writes it. */
export const key = (type: string, ...parts: string[]): string => `\u0000${[type, ...parts, ''].join('\u0000')}`;

export const actKey = ({ kind, id }: Omit<RecordAddress, 'member'>, sequence: number): string =>
  key('act', kind, id, String(sequence).padStart(8, '0'));

interface Kept {
  record: AeoCertificate;
  head: Head;
  acts: ActEntry[];
}

/** Has tampered members endorse whatever the steps say, under a namespace's name; the code it ends with. */
export async function forge(
  network: Network,
  by: readonly string[],
  namespace: string,
  ...steps: Step[]
): Promise<number> {
  const ledger = network.ledger(by[0]!);
  const call = { namespace, transaction: 'tampered:run', args: [JSON.stringify(steps)], endorsers: by };
  const endorsed = await ledger.endorse(call);
  await ledger.send(endorsed);
  return everywhere(network, endorsed.transactionId);
}

/** Waits until all members have a transaction, so that any of them may be asked about it; its code. */
async function everywhere(network: Network, transactionId: string): Promise<number> {
  const { members } = network;
  const outcomes = await Promise.all(members.map((member) => network.ledger(member).outcome(transactionId)));
  return outcomes[0]!.code;
}

/**
 * What members can write that agree on it, the owner among them or not, and what readers make of it. The embedded
 * network knows no policies of single keys, so nobody can try to set one there.
 */
export function forgerySuite(network: () => TamperedNetwork, { hasKeyPolicies }: { hasKeyPolicies: boolean }): void {
  describe('Members that agree on a forgery', () => {
    let world: World;
    let aeo: Aeo;
    let tampered: TamperedNetwork;
    before(async () => {
      tampered = network();
      world = await worldOn(tampered);
      aeo = new Aeo(world.stage(world.issuer, world.officer));
    });

    const namespace = () => namespaceOf(world.issuer);
    const certificate = (number: string): RecordAddress => ({ member: world.issuer, kind: 'aeo', id: number });
    const granted = async (): Promise<string> => {
      const number = world.newNumber();
      const terms = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };
      const { transactionId } = await aeo.grant(world.issuer, number, { holder: world.trader.handle, ...terms });
      await everywhere(world, transactionId);
      return number;
    };
    const keptAt = async (member: string, number: string): Promise<Kept> => {
      const call = { namespace: namespace(), transaction: 'aeo:read', args: [number] };
      return JSON.parse(Buffer.from(await world.ledger(member).evaluate(call)).toString()) as Kept;
    };
    const kept = (number: string) => keptAt(world.issuer, number);

    describe('without the owner of a record', () => {
      const attempts: [what: string, steps: (number: string) => Step[]][] = [
        ['make one', (number) => [['put', key('aeo', `${number}-X`), '{}']]],
        ['change one', (number) => [['put', key('aeo', number), '{}']]],
        ['delete one', (number) => [['delete', key('aeo', number)]]],
        ['write an act over', (number) => [['put', actKey(certificate(number), 1), '{}']]],
        ['put it into an agreement', (number) => [['put', key('agreement', number.replaceAll('/', '-')), '{}']]],
        ['count a benefit in its name', () => [['put', key('use', 'A'.repeat(43)), '{}']]],
        ['answer a claim in its name', () => [['put', key('answer', '0'.repeat(26)), '{}']]],
        [
          'show partners an operator in its name',
          (number) => [['putPrivate', sharedCollection(tampered.tampered[0]!), number, '{}']],
        ],
        ['set the clock', () => [['put', 'clock', canonical({ time: '2020-01-01T00:00:00.000Z' })]]],
        ['write into its own collection', (n) => [['putPrivate', `_implicit_org_${world.issuer}`, n, '{}']]],
      ];
      if (hasKeyPolicies)
        attempts.push([
          'make themselves its owners',
          (number) => [['police', key('aeo', number), ...tampered.tampered]],
        ]);
      for (const [what, steps] of attempts) {
        it(`cannot ${what}, neither by its name nor on the way of their own`, async () => {
          const number = await granted();
          const before = await Promise.all([world.issuer, world.partner].map((member) => keptAt(member, number)));
          const by = tampered.tampered.slice(0, 2);
          const own = namespaceOf(by[0]!);
          expect(await forge(world, by, namespace(), ...steps(number))).to.equal(10);
          expect(await forge(world, by, own, ['call', namespace(), steps(number)])).to.equal(10);
          const both: Step[] = [
            ['put', 'theirs', 'a write that they may make'],
            ['call', namespace(), steps(number)],
          ];
          expect(await forge(world, by, own, ...both)).to.equal(10);
          const after = await Promise.all([world.issuer, world.partner].map((member) => keptAt(member, number)));
          expect(after).to.deep.equal(before);
          await aeo.suspend(world.issuer, number, { reason: 'holder-request' });
        });
      }

      it('can have an event and a private write of their own under its name, and no listener hears of it', async () => {
        const by = tampered.tampered.slice(0, 2);
        const number = await granted();
        const stop = new AbortController();
        const heard: Change[] = [];
        const from = await world.ledger(world.partner).height();
        const listening = (async () => {
          const session = world.stage(world.partner);
          for await (const change of changes(session, {
            after: `${from - 1n}-${Number.MAX_SAFE_INTEGER}`,
            signal: stop.signal,
          })) {
            heard.push(change);
            if (change.record.id === number && change.sequence === 2) return;
          }
        })();
        const payload = canonical({ certificate: number, state: 'revoked' });
        const steps: Step[] = [
          ['event', 'aeo.revoke', payload],
          ['putPrivate', `_implicit_org_${by[0]}`, 'k', payload],
        ];
        expect(await forge(world, by, namespace(), ...steps)).to.equal(0);
        await aeo.suspend(world.issuer, number, { reason: 'holder-request' });
        await listening;
        stop.abort();
        expect(heard.map(({ act }) => act.type)).to.deep.equal(['aeo.suspend']);
        expect((await aeo.check(world.issuer, number)).status).to.equal('suspended');
      });
    });

    describe('the owner of the record among them,', () => {
      const byOwner = () => [world.issuer, tampered.tampered[0]!];
      const forged = async (...steps: Step[]) =>
        expect(await forge(world, byOwner(), namespace(), ...steps)).to.equal(0);
      const put = (where: string, value: object): Step => ['put', where, canonical(value)];
      const entryOf = (signed: string, recordedAt = instantOf(Date.now())): ActEntry => ({
        signed,
        recordedAt,
        transactionId: 'forged',
      });
      /** A reader that has read much before. */
      let experienced: Aeo;
      before(() => (experienced = new Aeo(world.stage(world.partner))));
      const known = async (): Promise<string> => {
        const number = await granted();
        await experienced.get(world.issuer, number);
        return number;
      };
      const registry = () => new Participants(world.stage(world.issuer, world.registrar));
      /** What was forged, with the code by which every reader refuses it. */
      const certificates = new Map<string, string>();
      const deleted: string[] = [];
      const everyReaderRefuses = async (number: string, code: string) => {
        certificates.set(number, code);
        const reader = new Aeo(world.stage(world.partner));
        for (const read of ['get', 'check', 'history'] as const)
          for (const one of [reader, experienced])
            expect((await refusalOf(() => one[read](world.issuer, number))).code, read).to.equal(code);
      };
      const suspension = async (number: string, { handle } = world.officer): Promise<Act> => ({
        version: 1,
        type: 'aeo.suspend',
        actor: handle,
        records: [{ ...certificate(number), sequence: 2, previous: (await kept(number)).head.act }],
        args: { reason: 'insolvency' },
        notAfter: instantOf(Date.now() + DAY),
      });
      /** A certificate suspended by whatever signature stands on the act. */
      const suspendBy = async (number: string, signed: string, at = instantOf(Date.now())): Promise<void> => {
        const { record } = await kept(number);
        const entry = entryOf(signed, at);
        const { id } = parseSignedAct(signed);
        const { recordedAt } = entry;
        const suspended = { state: 'suspended', from: recordedAt, recordedAt, act: id, reason: 'insolvency' };
        await forged(
          put(key('aeo', number), {
            ...record,
            status: [...record.status, suspended],
            head: { sequence: 2, act: id, recordedAt },
          }),
          put(actKey(certificate(number), 2), entry),
        );
      };

      it('forge an act with a key of their own, and every reader refuses the record', async () => {
        const number = await known();
        const thief = await makeActor(world.issuer, world.officer.handle);
        await suspendBy(number, await thief.sign(await suspension(number)));
        await everyReaderRefuses(number, 'KEY_UNKNOWN');
      });

      it("forge an act under the officer's own key, and every reader refuses the record", async () => {
        const number = await known();
        const act = await suspension(number);
        const { handle, signer } = world.officer;
        const input = signingInput(act, handle, signer.thumbprint, signer.algorithm);
        await suspendBy(
          number,
          assembleSignedAct(act, [{ protected: input.protected, signature: new Uint8Array(64).fill(7) }]),
        );
        await everyReaderRefuses(number, 'SIGNATURE_INVALID');
      });

      for (const [what, code, bar] of [
        ['who was suspended', 'PARTY_NOT_ACTIVE', (handle: string) => registry().suspend(handle, 'Sumario')],
        [
          'whose key was retired',
          'KEY_RETIRED',
          (handle: string, thumbprint: string) => registry().retireKey(handle, { thumbprint, reason: 'retired' }),
        ],
      ] as const) {
        it(`let an officer act on ${what}, and readers refuse it, also those that knew the officer`, async () => {
          const officer = await registerOfficer(world.stage, world.registrar, 'aeo-officer');
          const number = world.newNumber();
          const office = new Aeo(world.stage(world.issuer, officer));
          const terms = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };
          const { transactionId } = await office.grant(world.issuer, number, { holder: world.trader.handle, ...terms });
          await everywhere(world, transactionId);
          expect((await experienced.get(world.issuer, number)).number).to.equal(number);
          const signed = await officer.sign(await suspension(number, officer));
          await bar(officer.handle, officer.signer.thumbprint);
          await suspendBy(number, signed, instantOf(Date.now() + HOUR));
          await everyReaderRefuses(number, code);
        });
      }

      it('change a record under an untouched chain, and every reader refuses it', async () => {
        const number = await known();
        const { record, head } = await kept(number);
        const terms = [{ ...record.terms[0]!, validTo: '2099-12-31' }];
        await forged(put(key('aeo', number), { ...record, terms, head }));
        await everyReaderRefuses(number, 'CHAIN_BROKEN');
      });

      it("change the head's digest, and every reader refuses the record", async () => {
        const number = await known();
        const { record, head } = await kept(number);
        await forged(put(key('aeo', number), { ...record, head: { ...head, act: digestOfJson('another') } }));
        await everyReaderRefuses(number, 'CHAIN_BROKEN');
      });

      it('grant a certificate without any act, and every reader refuses it', async () => {
        const [number, model] = [world.newNumber(), await kept(await granted())];
        await forged(put(key('aeo', number), { ...model.record, number, head: model.head }));
        await everyReaderRefuses(number, 'CHAIN_BROKEN');
      });

      it("grant a certificate by another's act, and every reader refuses it", async () => {
        const [number, model] = [world.newNumber(), await kept(await granted())];
        await forged(
          put(key('aeo', number), { ...model.record, number, head: model.head }),
          put(actKey(certificate(number), 1), model.acts[0]!),
        );
        await everyReaderRefuses(number, 'CHAIN_BROKEN');
      });

      it('take a suspension back by the record of before, and every reader refuses it', async () => {
        const number = await known();
        const before = await kept(number);
        const { transactionId } = await aeo.suspend(world.issuer, number, { reason: 'security-breach' });
        await everywhere(world, transactionId);
        expect((await experienced.check(world.issuer, number)).status).to.equal('suspended');
        await forged(put(key('aeo', number), { ...before.record, head: before.head }));
        await forged(['delete', actKey(certificate(number), 2)]);
        await everyReaderRefuses(number, 'CHAIN_BROKEN');
      });

      it('have a suspension begin later than it did, and every reader refuses it', async () => {
        const number = await known();
        await aeo.suspend(world.issuer, number, { reason: 'security-breach' });
        const { record, head, acts } = await kept(number);
        const recordedAt = later(head.recordedAt, HOUR / 2);
        const [first, second] = record.status;
        await forged(
          put(key('aeo', number), {
            ...record,
            status: [first, { ...second, from: recordedAt, recordedAt }],
            head: { ...head, recordedAt },
          }),
          put(actKey(certificate(number), 2), { ...acts[1]!, recordedAt }),
        );
        await everyReaderRefuses(number, 'CHAIN_BROKEN');
      });

      it('delete a record with its acts, and every reader sees that there was one', async () => {
        const number = await known();
        await forged(['delete', key('aeo', number)], ['delete', actKey(certificate(number), 1)]);
        await everyReaderRefuses(number, 'CHAIN_BROKEN');
        deleted.push(number);
      });

      it('write what no contract writes, and every reader refuses it', async () => {
        for (const nonsense of ['{', 'null', '7', '[]', '{"head":{"sequence":99999999}}', '{"__proto__":{"head":1}}']) {
          const number = await known();
          await forged(['put', key('aeo', number), nonsense]);
          await everyReaderRefuses(number, 'CHAIN_BROKEN');
        }
        const number = await known();
        await forged(['put', actKey(certificate(number), 2), '{"signed":7}']);
        await everyReaderRefuses(number, 'WRONG_TYPE');
      });

      it("plant a key in an officer's entry: honest members endorse what it signs, and every reader refuses it", async () => {
        const thief = await makeActor(world.issuer, world.officer.handle);
        const { handle } = world.officer;
        const side = key('participant.keys', handle);
        const read = { namespace: namespace(), transaction: 'participant:read', args: [handle] };
        const { record } = JSON.parse(Buffer.from(await world.ledger(world.issuer).evaluate(read)).toString()) as {
          record: { keys: object };
        };
        const planted = { jwk: thief.signer.publicKey, from: '2026-01-01T00:00:00.000Z', act: 'none' };
        await forged(put(side, { ...record.keys, [thief.signer.thumbprint]: planted }));
        const number = await known();
        const act = { ...(await suspension(number)), actor: handle };
        const endorsed = await sendRaw(world.ledger(world.issuer), namespace(), 'aeo:suspend', await thief.sign(act));
        await everywhere(world, endorsed.transactionId);
        await everyReaderRefuses(number, 'KEY_UNKNOWN');
        await forged(put(side, record.keys));
      });

      it('found the member anew beside its own founding, and every reader refuses what those officers grant', async () => {
        const [rogue, number] = [await makeActor(world.issuer), world.newNumber()];
        const registrar = { member: world.issuer, kind: 'participant', id: rogue.handle };
        const founding: Act = {
          version: 1,
          type: 'member.found',
          actor: rogue.handle,
          records: [
            { member: world.issuer, kind: 'member', id: world.issuer, sequence: 1 },
            { ...registrar, sequence: 1 },
          ],
          args: {
            member: world.issuer,
            name: 'Otra',
            network: 'behaviour',
            timeZone: 'America/Montevideo',
            registrars: [{ handle: rogue.handle, office: 'Registro', jwk: rogue.signer.publicKey }],
          },
          notAfter: instantOf(Date.now() + HOUR),
        };
        const officer = await makeActor(world.issuer);
        const registration = await rogue.sign({
          ...founding,
          type: 'participant.register',
          records: [{ ...registrar, id: officer.handle, sequence: 1 }],
          args: {
            roles: ['aeo-officer'],
            office: 'Programa OEA',
            dueDiligence: { reference: 'EXP', on: '2026-01-15' },
            keys: [{ jwk: officer.signer.publicKey }],
          },
          private: digestOfJson('nobody'),
        });
        const model = await kept(await granted());
        const grant = parseSignedAct(model.acts[0]!.signed).act;
        const signed = await officer.sign({
          ...grant,
          actor: officer.handle,
          records: [{ ...certificate(number), sequence: 1 }],
        });
        const entry = entryOf(signed);
        const { id } = parseSignedAct(signed);
        const { recordedAt } = entry;
        const [terms, status] = [model.record.terms[0]!, model.record.status[0]!];
        const begun = instantOf(Date.now() - DAY / 24);
        await forged(
          put(actKey(registrar, 1), entryOf(await rogue.sign(founding), begun)),
          put(actKey({ kind: 'participant', id: officer.handle }, 1), entryOf(registration, begun)),
          put(actKey(certificate(number), 1), entry),
          put(key('aeo', number), {
            ...model.record,
            number,
            terms: [{ ...terms, from: recordedAt, act: id }],
            status: [{ ...status, from: recordedAt, recordedAt, act: id }],
            head: { sequence: 1, act: id, recordedAt },
          }),
        );
        await everyReaderRefuses(number, 'CHAIN_BROKEN');
        const own = actKey({ kind: 'member', id: world.issuer }, 1);
        await forged(put(own, entryOf(await rogue.sign(founding), begun)));
        await everyReaderRefuses(number, 'CHAIN_BROKEN');
        expect((await aeo.check(world.issuer, await granted())).valid, 'what is genuine stays so').to.equal(true);
      });

      it('date a party of theirs ahead, and nobody else’s record is dragged along', async () => {
        const { stage, issuer, partner } = world;
        const agent = await registerTrader(stage, world.registrar, 15_001);
        const principal = await registerTrader(stage, world.partnerRegistrar, 15_002);
        const call = {
          namespace: namespace(),
          transaction: 'record:side',
          args: ['participant', agent.handle, 'status'],
        };
        const status = JSON.parse(
          Buffer.from(await world.ledger(issuer).evaluate(call)).toString(),
        ) as ParticipantStatus;
        const states = status.states.map((one) => ({ ...one, recordedAt: instantOf(Date.now() + HOUR / 2) }));
        await forged(put(key('participant.status', agent.handle), { ...status, states }));
        const give = () =>
          new Mandates(stage(partner, principal)).give(principal.handle, {
            ...{ agent: agent.handle, capacity: 'trader', acts: ['claim.lodge'] },
            to: instantOf(Date.now() + DAY),
          });
        expect((await refusalOf(give)).code).to.equal('AHEAD_OF_TIME');
      });

      it('set the clock to the end of time, or to none: acts wait for the next tick, which sets it right', async () => {
        for (const nonsense of ['{"time":"9999-12-31T23:59:59.999Z"}', '{"time":7}', '{', 'null']) {
          await forged(['put', 'clock', nonsense]);
          expect((await refusalOf(granted)).code).to.equal('CLOCK_STALE');
          await world.tick(world.issuer);
        }
        await granted();
      });

      it('and what they forge stands in a list with a refusal, beside what is genuine', async () => {
        const genuine = await granted();
        const listed = new Map<string, string>();
        for await (const one of new Aeo(world.stage(world.partner)).list(world.issuer, { pageSize: 20 }))
          listed.set(one.number, 'refusal' in one ? one.refusal.code : 'genuine');
        const expected = [...certificates].filter(([number]) => !deleted.includes(number));
        expect([...listed].filter(([number]) => certificates.has(number))).to.have.deep.members(expected);
        expect(listed.get(genuine)).to.equal('genuine');
        expect([...listed.values()].filter((one) => one !== 'genuine')).to.have.length(expected.length);
      });

      const projected = async (member: string, look: (projection: Projection) => unknown): Promise<void> => {
        const folder = mkdtempSync(join(tmpdir(), 'fairway-projection-'));
        const projection = Projection.open(join(folder, 'own.db'), world.stage(member), member);
        try {
          await projection.catchUp();
          await look(projection);
        } finally {
          projection.close();
          rmSync(folder, { recursive: true });
        }
      };

      it('and no projection takes any of it, but says where the ledger holds more than signed acts carry', async () => {
        await projected(world.partner, async (projection) => {
          const certificate = (number: string) => ({ certificate: { issuer: world.issuer, number } });
          const genuine = await granted();
          await projection.catchUp();
          const asked = await projection.checkMany(world.partner, [genuine, ...certificates.keys()].map(certificate), {
            sample: 0,
          });
          const [good, ...forgeries] = asked.answers;
          expect(good).to.include({ status: 'active' }).and.not.to.have.property('doubt');
          expect(forgeries.filter(({ doubt, status }) => !doubt && status !== 'unknown')).to.deep.equal([]);
          for (const { doubt, certificate } of forgeries)
            if (doubt) expect(doubt.code).to.equal(certificates.get(certificate!.number));
          const { sample } = await projection.checkMany(
            world.partner,
            forgeries.filter(({ doubt }) => doubt).map(({ certificate }) => ({ certificate: certificate! })),
          );
          expect(sample.differing).to.deep.equal([]);
          expect(sample.checked).to.be.greaterThan(10);
        });
      });

      it('and no projection takes for an act what stands under a key that no reader asks for', async () => {
        const number = await granted();
        const act = actKey(certificate(number), 2);
        const junk = { signed: 'x', recordedAt: instantOf(Date.now()), transactionId: 'forged' };
        await forged(
          ...[actKey(certificate(number), 0), `${act}x\u0000`, act.slice(0, -1)].map((where) => put(where, junk)),
          put(`${key('aeo', number)}x`, junk),
        );
        await aeo.suspend(world.issuer, number, { reason: 'insolvency' });
        await projected(world.partner, async (projection) => {
          const named = { certificate: { issuer: world.issuer, number } };
          const { answers, sample } = await projection.checkMany(world.partner, [named]);
          expect(answers[0]).to.include({ status: 'suspended' }).and.not.to.have.property('doubt');
          expect(sample).to.include({ checked: 1 });
        });
      });

      it('and no benefit counts twice for a declaration under another name, where the details show it', async () => {
        const { stage, issuer, partner } = world;
        const [agreement, benefit] = ['TWICE-1', 'priority-treatment'];
        const text: AgreementText = {
          ...{ title: 'Reconocimiento', parties: [issuer, partner], effectiveFrom: '2026-01-01', noticeDays: 0 },
          answerWithin: { days: 20, count: 'working' },
          recognitions: [{ of: partner, types: ['OEA'], by: issuer, benefits: [benefit] }],
        };
        const supervisor = await registerOfficer(stage, world.registrar, 'supervisor');
        await new Agreements(stage(issuer, supervisor)).accept(issuer, agreement, 1, text);
        const session = stage(issuer, world.officer);
        const on = new Date(Date.now() - 2 * DAY).toISOString().slice(0, 10);
        const known = { number: 'P-1', declaration: 'DUA-T-1', on };
        const applied = { agreement, issuer: partner, type: 'OEA', benefit };
        await new Uses(session).record(issuer, { ...applied, ...known });
        const detail = { salt: digestOfJson('another salt'), ...known };
        const id = digestOfJson('another name');
        await session.act({
          type: 'use.record',
          records: [{ member: issuer, kind: 'use', id }],
          args: { ...applied, month: on.slice(0, 7) },
          private: digestOfJson(detail),
        });
        const keep: Step = ['putPrivate', sharedCollection(partner), id, canonical(detail)];
        expect(await forge(world, [issuer], namespace(), keep)).to.equal(0);
        await projected(partner, (projection) => {
          expect(projection.usesOf({ issuer: partner, number: 'P-1' })).to.have.length(1);
          const counts = projection.useCounts(partner).filter((one) => one.partner === issuer);
          expect(counts.map(({ count }) => count)).to.deep.equal([1]);
        });
      });

      it('and what they forge comes out of the stream of changes with a refusal, which goes on', async () => {
        const until = await world.ledger(world.partner).height();
        const seen: Change[] = [];
        const stop = new AbortController();
        for await (const change of changes(world.stage(world.partner), { until, signal: stop.signal }))
          seen.push(change);
        const isForged = ({ record }: Change) => certificates.has(record.id);
        const genuine = seen.filter((change) => !isForged(change) && change.record.kind === 'aeo');
        expect(genuine.length).to.be.greaterThan(5);
        expect(genuine.filter(({ refusal }) => refusal)).to.deep.equal([]);
        expect(seen.filter(isForged).filter(({ refusal }) => !refusal)).to.deep.equal([]);
        expect((await new Members(world.stage(world.partner)).get(world.partner)).member).to.equal(world.partner);
      });

      it('and one record that cannot be said in canonical JSON keeps no other out of a list', async () => {
        const [genuine, number] = [await granted(), await granted()];
        const { head } = await kept(number);
        await forged(['put', key('aeo', number), `{"head":${canonical(head)},"number":1e999}`]);
        const listed = new Map<string, boolean>();
        for await (const one of new Aeo(world.stage(world.partner)).list(world.issuer))
          listed.set(one.number, 'refusal' in one);
        expect([genuine, number].map((one) => listed.get(one))).to.deep.equal([false, true]);
      });
    });
  });
}
