import { expect } from 'chai';
import fc from 'fast-check';
import {
  ChainReader,
  canonical,
  checkAeo,
  citedBy,
  codesAtHome,
  digestOf,
  digestOfJson,
  instantOf,
  later,
  parseSignedAct,
  thumbprintOf,
  webCryptoCheck,
  type Act,
  type ActEntry,
  type AeoCertificate,
  type Participant,
  type RecordAddress,
  type Title,
} from '@fairway/model';
import { makeParty, signAct, type TestParty } from './party.ts';
import { refusalOf } from './refusals.ts';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const digest = digestOf('something private');

/** A ledger that keeps whatever it is given, as members that agree on it could. */
class Paper {
  readonly entries = new Map<string, ActEntry[]>();
  readonly registrar = makeParty('AR');
  readonly officer = makeParty('AR', 'Ed25519');
  readonly trader = makeParty('AR');
  readonly agent = makeParty('AR');
  readonly supervisor = makeParty('AR');
  /** Since START; what the member needs before it grants anything was there before. */
  minutes = -3;

  constructor() {
    const { registrar, officer, trader, agent, supervisor } = this;
    const address = { member: 'AR', kind: 'participant', id: registrar.handle };
    this.write('member.found', [{ member: 'AR', kind: 'member', id: 'AR' }, address], registrar, {
      member: 'AR',
      name: 'Dirección General de Aduanas',
      network: 'paper',
      timeZone: 'America/Argentina/Buenos_Aires',
      registrars: [{ handle: registrar.handle, office: 'Registro', jwk: registrar.jwk }],
    });
    for (const [party, role] of [
      [officer, 'aeo-officer'],
      [trader, 'trader'],
      [agent, 'trader'],
      [supervisor, 'supervisor'],
    ] as const) {
      const args = {
        roles: [role],
        ...(role === 'trader' ? { claims: [digestOf('a claim')] } : {}),
        keys: [{ jwk: party.jwk }],
        dueDiligence: { reference: 'EX-1', on: '2026-02-01' },
        ...(role === 'trader' ? {} : { office: 'Programa OEA' }),
      };
      this.write('participant.register', [{ ...address, id: party.handle }], registrar, args, { private: digest });
    }
    this.write('table.publish', [{ member: 'AR', kind: 'table', id: 'AEO-TYPES' }], supervisor, {
      effectiveFrom: '2026-01-01',
      set: ['OEA', 'OEC'].map((code) => ({ code, name: code, covers: ['security'], roles: ['exporter'] })),
      drop: [],
    });
  }

  /** Signs an act on the head of each record and keeps it a minute after the last. */
  write(
    type: string,
    records: RecordAddress[],
    by: TestParty,
    args: unknown,
    change: Partial<Act> = {},
    ...signers: TestParty[]
  ): void {
    const references = records.map((address) => {
      const chain = this.chain(address);
      const previous = chain.length === 0 ? {} : { previous: parseSignedAct(chain.at(-1)!.signed).id };
      return { ...address, sequence: chain.length + 1, ...previous };
    });
    const recordedAt = instantOf(START + this.minutes++ * 60_000);
    const act: Act = {
      version: 1,
      type,
      actor: by.handle,
      records: references,
      args,
      notAfter: later(recordedAt, 1000),
    };
    const cites = citedBy(act).map((address) => {
      const chain = this.chain(address);
      return { ...address, sequence: chain.length, act: parseSignedAct(chain.at(-1)!.signed).id };
    });
    Object.assign(act, cites.length === 0 ? {} : { cites }, change);
    const signed = signAct(
      act,
      ...(signers.length === 0 ? [by] : signers).map((one) => ({ ...one, handle: by.handle })),
    );
    const entry = { signed, recordedAt, transactionId: 'tx', stood: this.stood() };
    for (const address of records) this.chain(address).push(entry);
  }

  /** How often the status of each party has changed, as a contract would find it now. */
  stood(): Record<string, number> {
    const chains = [...this.entries].filter(([key]) => key.includes('"participant"'));
    return Object.fromEntries(
      chains.flatMap(([key, entries]) => {
        const changes = entries.map(({ signed }) => CHANGES[parseSignedAct(signed).act.type] ?? 0);
        const sum = changes.reduce((one, other) => one + other, 0);
        return sum === 0 ? [] : [[(JSON.parse(key) as RecordAddress).id, sum]];
      }),
    );
  }

  chain(address: RecordAddress): ActEntry[] {
    const key = canonical({ member: address.member, kind: address.kind, id: address.id });
    if (!this.entries.has(key)) this.entries.set(key, []);
    return this.entries.get(key)!;
  }

  reader(founded = {}): ChainReader {
    return new ChainReader((address) => Promise.resolve(this.chain(address)), webCryptoCheck, founded);
  }

  aeo(type: string, args: unknown, by = this.officer, change: Partial<Act> = {}, ...signers: TestParty[]): void {
    this.write(type, [CERTIFICATE], by, args, change, ...signers);
  }

  grant(): this {
    this.aeo(...GRANT(this.trader));
    return this;
  }
}

/** By how much an act changes a participant's status. */
const CHANGES: Record<string, number> = {
  'member.found': 2,
  'participant.register': 2,
  'participant.amend': 1,
  'participant.suspend': 1,
  'participant.reinstate': 1,
  'participant.setSigning': 1,
};
const GRANT = (holder: TestParty): [type: string, args: object] => [
  'aeo.grant',
  {
    holder: holder.handle,
    grantedOn: '2026-03-01',
    type: 'OEA',
    validFrom: '2026-03-01',
    validTo: '2029-02-28',
  },
];
const REKEY = (by: TestParty, instead: TestParty) => ({
  jwk: by.jwk,
  replaces: [thumbprintOf(instead.jwk)],
  dueDiligence: { reference: 'EX-2', on: '2026-02-01' },
});
const CERTIFICATE: RecordAddress = { member: 'AR', kind: 'aeo', id: 'AR-1' };
const participant = (party: TestParty): RecordAddress => ({ member: 'AR', kind: 'participant', id: party.handle });
const read = (paper: Paper) => paper.reader().read<AeoCertificate>(CERTIFICATE);
const refusalOfReading = async (paper: Paper) => (await refusalOf(() => read(paper))).code;

/** Another registrar, whom the first one has registered. */
function secondRegistrar(paper: Paper): TestParty {
  const second = makeParty('AR');
  const args = {
    roles: ['registrar'],
    keys: [{ jwk: second.jwk }],
    dueDiligence: { reference: 'EX-2', on: '2026-02-01' },
    office: 'Registro',
  };
  paper.write('participant.register', [participant(second)], paper.registrar, args, { private: digest });
  return second;
}

describe('An act that relies on another record', () => {
  const TABLE: RecordAddress = { member: 'AR', kind: 'table', id: 'AEO-TYPES' };
  const cited = (paper: Paper, address: RecordAddress, sequence = paper.chain(address).length) => ({
    ...address,
    sequence,
    act: parseSignedAct(paper.chain(address)[sequence - 1]!.signed).id,
  });
  const granting = (paper: Paper, cites: Act['cites']): Promise<string> => {
    paper.aeo(...GRANT(paper.trader), paper.officer, { cites });
    return refusalOfReading(paper);
  };
  const row = { code: 'OEA', name: 'OEA', covers: ['compliance'], roles: ['importer'] };
  const revise = (paper: Paper): void =>
    paper.write('table.revise', [TABLE], paper.supervisor, { effectiveFrom: '2026-03-01', set: [row], drop: [] });

  it('is read with that record as it stood where it is cited', async () => {
    const paper = new Paper().grant();
    revise(paper);
    expect((await read(paper)).record.terms[0]).to.deep.include({ covers: ['security'] });
  });

  it('is refused where it cites nothing, something else, or what never stood so', async () => {
    const paper = () => new Paper();
    expect(await granting(paper(), undefined)).to.equal('CITATION_MISSING');
    const other = paper();
    expect(await granting(other, [cited(other, participant(other.officer))])).to.equal('CITATION_MISSING');
    const wrong = paper();
    expect(await granting(wrong, [{ ...cited(wrong, TABLE), act: digest }])).to.equal('CITATION_WRONG');
    const future = paper();
    expect(await granting(future, [{ ...cited(future, TABLE), sequence: 2 }])).to.equal('CITATION_WRONG');
  });

  it('is refused where that record had changed long before, and believed where it changed at about that time', async () => {
    const paper = new Paper();
    revise(paper);
    paper.aeo(...GRANT(paper.trader), paper.officer, { cites: [cited(paper, TABLE, 1)] });
    expect((await read(paper)).record.terms[0]).to.deep.include({ covers: ['security'] });
    const late = new Paper();
    revise(late);
    late.minutes += 31;
    expect(await granting(late, [cited(late, TABLE, 1)])).to.equal('CITATION_OUTDATED');
  });

  it('is read though that record is a firm that set who signs together as soon as it was registered', async () => {
    const paper = new Paper();
    const [carrier, second] = [makeParty('AR'), makeParty('AR')];
    paper.write('participant.register', [participant(carrier)], paper.registrar, {
      roles: ['carrier'],
      keys: [{ jwk: carrier.jwk }, { jwk: second.jwk }],
      dueDiligence: { reference: 'EX-1', on: '2026-02-01' },
      public: { name: 'Naviera', identifiers: [{ scheme: 'SCAC', value: codesAtHome('SCAC', 'AR')[0]! }] },
    });
    paper.write('participant.setSigning', [participant(carrier)], carrier, { together: ['title.freeze'] });
    const bill: RecordAddress = { member: 'AR', kind: 'title', id: `SCAC:${codesAtHome('SCAC', 'AR')[0]!}/B1/1` };
    paper.write('title.issue', [bill], carrier, {
      ...{ issuer: carrier.handle, shipper: paper.trader.handle, form: 'order', document: digest },
      ...{ quantities: [{ unit: 'KGM', thousandths: 1 }], issuedOn: '2026-03-01', placeOfIssue: 'ARBUE', law: 'PY' },
      ...{ rulebook: 'Rulebook 1', answerWithin: { days: 3, count: 'working' } },
    });
    expect((await paper.reader().read<Title>(bill)).record).to.include({ issuer: carrier.handle });
  });

  describe('and under a mandate', () => {
    const MANDATE: RecordAddress = { member: 'AR', kind: 'mandate', id: '0'.repeat(26) };
    const withMandate = (change: object = {}): Paper => {
      const paper = new Paper().grant();
      paper.write('mandate.give', [MANDATE], paper.trader, {
        agent: paper.agent.handle,
        capacity: 'trader',
        acts: ['aeo.withdraw'],
        to: '2026-03-02T00:00:00.000Z',
        ...change,
      });
      return paper;
    };
    const withdrawing = async (paper: Paper, by = paper.agent, sequence?: number): Promise<string> => {
      paper.aeo('aeo.withdraw', {}, by, { mandate: cited(paper, MANDATE, sequence) });
      return refusalOfReading(paper);
    };

    it("is the principal's, done by its agent", async () => {
      const paper = withMandate();
      paper.aeo('aeo.withdraw', {}, paper.agent, { mandate: cited(paper, MANDATE) });
      expect((await read(paper)).record.status.at(-1)).to.include({ state: 'withdrawn' });
    });

    it('is refused beyond its limits, to anyone else, and after its end', async () => {
      expect(await withdrawing(withMandate({ acts: ['claim.lodge'] }))).to.equal('MANDATE_DOES_NOT_COVER');
      expect(await withdrawing(withMandate({ records: [{ ...CERTIFICATE, id: 'AR-2' }] }))).to.equal(
        'MANDATE_DOES_NOT_COVER',
      );
      const another = withMandate();
      expect(await withdrawing(another, another.officer)).to.equal('MANDATE_OF_ANOTHER');
      const over = withMandate();
      over.minutes += 24 * 60;
      expect(await withdrawing(over)).to.equal('MANDATE_NOT_IN_FORCE');
      const notYet = withMandate({ from: '2026-03-01T18:00:00.000Z' });
      expect(await withdrawing(notYet)).to.equal('MANDATE_NOT_IN_FORCE');
    });

    it('is refused once the mandate was revoked, however it is cited; what was done before stands', async () => {
      const revoked = (paper: Paper): Paper => {
        paper.write('mandate.end', [MANDATE], paper.trader, { reason: 'Fin del encargo' });
        return paper;
      };
      expect(await withdrawing(revoked(withMandate()))).to.equal('MANDATE_NOT_IN_FORCE');
      const late = revoked(withMandate());
      late.minutes += 31;
      expect(await withdrawing(late, late.agent, 1)).to.equal('CITATION_OUTDATED');
      const before = withMandate();
      before.aeo('aeo.withdraw', {}, before.agent, { mandate: cited(before, MANDATE) });
      revoked(before).minutes += 60;
      expect((await read(before)).record.status.at(-1)).to.include({ state: 'withdrawn' });
    });

    it('is refused where nobody may do it for another', async () => {
      const paper = withMandate();
      paper.aeo('aeo.suspend', { reason: 'insolvency' }, paper.agent, { mandate: cited(paper, MANDATE) });
      expect(await refusalOfReading(paper)).to.equal('MANDATE_NOT_ACCEPTED');
    });
  });
});

describe("A record's chain of acts", () => {
  it('makes the record by itself, from the founding act on', async () => {
    const paper = new Paper().grant();
    paper.aeo('aeo.suspend', { reason: 'under-investigation' });
    paper.aeo('aeo.reinstate', {});
    const { record, head, acts } = await read(paper);
    expect(record.status.map(({ state }) => state)).to.deep.equal(['active', 'suspended', 'active']);
    expect(head.sequence).to.equal(3);
    expect(acts.map(({ act }) => act.type)).to.deep.equal(['aeo.grant', 'aeo.suspend', 'aeo.reinstate']);
    expect(await paper.reader().read(CERTIFICATE, { record, head })).to.deep.include({ record });
  });

  it('answers at any moment from the record alone, and as far as was known', async () => {
    const paper = new Paper().grant();
    paper.aeo('aeo.suspend', { reason: 'security-breach', from: '2026-03-10T00:00:00.000Z' });
    const { record } = await read(paper);
    const status = (at: string, knownAt?: string) => checkAeo(record, at, knownAt).status;
    expect(status('2026-03-01T00:00:00.000Z')).to.equal('not-yet-valid');
    expect(status('2026-03-05T00:00:00.000Z')).to.equal('active');
    expect(status('2026-03-10T00:00:00.000Z')).to.equal('suspended');
    expect(status('2026-03-10T00:00:00.000Z', '2026-03-01T12:03:30.000Z')).to.equal('active');
    expect(checkAeo(record, '2026-04-01T00:00:00.000Z')).to.include({ valid: false, reason: 'security-breach' });
  });

  it("counts a certificate's last day whole, at the issuer", async () => {
    const { record } = await read(new Paper().grant());
    expect(checkAeo(record, '2029-03-01T02:59:59.999Z').valid).to.equal(true); // 28 February, 23:59 in Buenos Aires
    expect(checkAeo(record, '2029-03-01T03:00:00.000Z').status).to.equal('expired');
  });

  it('is refused where what is kept is not what the acts make of it', async () => {
    const paper = new Paper().grant();
    const { record, head } = await read(paper);
    for (const kept of [
      { record: { ...record, holder: paper.officer.handle }, head },
      { record, head: { ...head, act: digest } },
      { record, head: { ...head, recordedAt: instantOf(START) } },
      { record },
      {},
    ])
      expect((await refusalOf(() => paper.reader().read(CERTIFICATE, kept))).code).to.equal('CHAIN_BROKEN');
  });

  it('is refused where its officers go back to another founding of the member', async () => {
    const paper = new Paper();
    const [rogue, officer] = [makeParty('AR'), makeParty('AR')];
    const founding = { member: 'AR', name: 'Otra', network: 'paper', timeZone: 'America/Montevideo' };
    const registrars = [{ handle: rogue.handle, office: 'Registro', jwk: rogue.jwk }];
    const member = { member: 'AR', kind: 'member', id: 'AR' };
    const genuine = paper.chain(member).splice(0);
    paper.write('member.found', [member, participant(rogue)], rogue, { ...founding, registrars });
    paper.chain(member).splice(0, 1, ...genuine);
    paper.write(
      'participant.register',
      [participant(officer)],
      rogue,
      {
        roles: ['aeo-officer'],
        office: 'Programa OEA',
        keys: [{ jwk: officer.jwk }],
        dueDiligence: { reference: 'EX-1', on: '2026-02-01' },
      },
      { private: digest },
    );
    paper.aeo(...GRANT(paper.trader), officer);
    expect(await refusalOfReading(paper)).to.equal('CHAIN_BROKEN');
  });

  it('begins once: no grant, registration or founding is made anew on what is there', async () => {
    const paper = new Paper().grant();
    paper.aeo('aeo.revoke', { reason: 'insolvency' });
    paper.aeo(...GRANT(paper.trader));
    expect(await refusalOfReading(paper)).to.equal('RECORD_EXISTS');
    const thief = makeParty('AR');
    const args = {
      roles: ['trader'],
      claims: [digestOf('another claim')],
      keys: [{ jwk: thief.jwk }],
      dueDiligence: { reference: 'EX-1', on: '2026-02-01' },
    };
    paper.write('participant.register', [participant(paper.trader)], paper.registrar, args, { private: digest });
    expect((await refusalOf(() => paper.reader().read(participant(paper.trader)))).code).to.equal('RECORD_EXISTS');
    const again = {
      member: 'AR',
      name: 'Otra',
      network: 'paper',
      timeZone: 'America/Montevideo',
      registrars: [{ handle: paper.officer.handle, office: 'Registro', jwk: thief.jwk }],
    };
    const member = { member: 'AR', kind: 'member', id: 'AR' };
    const usurper = { ...thief, handle: paper.officer.handle };
    paper.write('member.found', [member, participant(usurper)], usurper, again);
    expect((await refusalOf(() => paper.reader().read(member))).code).to.equal('CHAIN_BROKEN');
  });

  it("is founded with the member's own record and each registrar once, and nothing else", async () => {
    const rogue = makeParty('AR');
    const [member, registrar] = [{ member: 'AR', kind: 'member', id: 'AR' }, participant(rogue)];
    const one = { handle: rogue.handle, office: 'Registro', jwk: rogue.jwk };
    const other = makeParty('AR');
    const cases: [RecordAddress[], object[], string][] = [
      [[registrar], [one], 'CHAIN_BROKEN'],
      [[registrar, member], [one], 'WRONG_RECORD'],
      [[{ ...member, id: 'BO' }, registrar], [one], 'CHAIN_BROKEN'],
      [[member, registrar, participant(other)], [one, one], 'WRONG_RECORD'],
    ];
    for (const [records, registrars, code] of cases) {
      const paper = new Paper();
      paper.entries.clear();
      const args = { member: 'AR', name: 'Otra', network: 'paper', timeZone: 'America/Montevideo', registrars };
      paper.write('member.found', records, rogue, args);
      expect((await refusalOf(() => paper.reader().read(registrar))).code).to.equal(code);
    }
  });

  const forgeries: [what: string, forge: (paper: Paper) => void, code: string][] = [
    [
      "an act without the actor's key",
      (paper) => paper.aeo('aeo.revoke', { reason: 'insolvency' }, paper.officer, {}, makeParty('AR', 'Ed25519')),
      'KEY_UNKNOWN',
    ],
    [
      'an act by someone without the role',
      (paper) => paper.aeo('aeo.revoke', { reason: 'insolvency' }, paper.trader),
      'ROLE_REQUIRED',
    ],
    [
      'an act by an officer of another member',
      (paper) => paper.aeo('aeo.revoke', { reason: 'insolvency' }, makeParty('UY')),
      'KEY_UNKNOWN',
    ],
    [
      'an act left out',
      (paper) => (
        paper.aeo('aeo.suspend', { reason: 'insolvency' }),
        paper.aeo('aeo.reinstate', {}),
        paper.chain(CERTIFICATE).splice(1, 1)
      ),
      'CHAIN_BROKEN',
    ],
    [
      'acts in another order',
      (paper) => (paper.aeo('aeo.suspend', { reason: 'insolvency' }), paper.chain(CERTIFICATE).reverse()),
      'CHAIN_BROKEN',
    ],
    ['an act twice', (paper) => paper.chain(CERTIFICATE).push(paper.chain(CERTIFICATE)[0]!), 'CHAIN_BROKEN'],
    [
      "another record's act",
      (paper) => (
        paper.write('aeo.grant', [{ ...CERTIFICATE, id: 'AR-2' }], paper.officer, {
          holder: paper.trader.handle,
          grantedOn: '2026-03-01',
          type: 'OEA',
          validFrom: '2026-03-01',
          reviewOn: '2029-03-01',
        }),
        paper.chain(CERTIFICATE).splice(0, 1, paper.chain({ ...CERTIFICATE, id: 'AR-2' })[0]!)
      ),
      'CHAIN_BROKEN',
    ],
    [
      'a time before the act before',
      (paper) => (
        paper.aeo('aeo.suspend', { reason: 'insolvency' }),
        (paper.chain(CERTIFICATE)[1]!.recordedAt = instantOf(START))
      ),
      'CHAIN_BROKEN',
    ],
    [
      'an act recorded after it had expired',
      (paper) => {
        paper.aeo('aeo.suspend', { reason: 'insolvency' });
        paper.chain(CERTIFICATE)[1]!.recordedAt = instantOf(START + 3_600_000);
      },
      'ACT_EXPIRED',
    ],
    ['a move that the state does not allow', (paper) => paper.aeo('aeo.reinstate', {}), 'WRONG_STATE'],
    [
      'a backdated effect',
      (paper) => paper.aeo('aeo.revoke', { reason: 'insolvency', from: '2026-01-01T00:00:00.000Z' }),
      'FROM_IN_THE_PAST',
    ],
    [
      'a holder nobody registered',
      (paper) => (paper.chain(participant(paper.trader)).splice(0), undefined),
      'CHAIN_BROKEN',
    ],
    [
      'a signature with a bit changed',
      (paper) => {
        const entry = paper.chain(CERTIFICATE)[0]!;
        const jws = JSON.parse(entry.signed) as { signatures: { signature: string }[] };
        const { signature } = jws.signatures[0]!;
        jws.signatures[0]!.signature = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
        entry.signed = canonical(jws);
      },
      'SIGNATURE_INVALID',
    ],
  ];
  for (const [what, forge, code] of forgeries) {
    it(`shows ${what}, whoever endorsed it`, async () => {
      const paper = new Paper().grant();
      forge(paper);
      expect(await refusalOfReading(paper)).to.equal(code);
    });
  }

  it('is checked with the keys and roles of the time, not of today', async () => {
    const paper = new Paper().grant();
    paper.write('participant.retireKey', [participant(paper.officer)], paper.registrar, {
      thumbprint: thumbprintOf(paper.officer.jwk),
      reason: 'left',
    });
    expect((await read(paper)).record.number).to.equal('AR-1');
    paper.minutes += 31;
    paper.aeo('aeo.revoke', { reason: 'insolvency' });
    expect(await refusalOfReading(paper)).to.equal('KEY_RETIRED');
  });

  it('takes no act by a suspended officer', async () => {
    const paper = new Paper().grant();
    paper.write('participant.suspend', [participant(paper.officer)], paper.registrar, { reason: 'inquiry' });
    paper.aeo('aeo.revoke', { reason: 'insolvency' });
    expect(await refusalOfReading(paper)).to.equal('PARTY_NOT_ACTIVE');
  });

  it('makes a key that a registrar brings wait its term, in everyone’s sight', async () => {
    const paper = new Paper().grant();
    const thief = makeParty('AR');
    paper.write('participant.rekey', [participant(paper.officer)], paper.registrar, REKEY(thief, paper.officer));
    paper.aeo('aeo.revoke', { reason: 'insolvency' }, paper.officer, {}, thief);
    expect(await refusalOfReading(paper)).to.equal('KEY_NOT_YET_VALID');
    const hurried = new Paper();
    const args = {
      roles: ['trader'],
      claims: [digestOf('another claim')],
      keys: [],
      dueDiligence: { reference: 'EX-3', on: '2026-02-01' },
    };
    hurried.write('participant.register', [participant(thief)], hurried.registrar, args, { private: digest });
    hurried.write('participant.addKey', [participant(thief)], hurried.registrar, {
      jwk: thief.jwk,
      from: instantOf(START),
    });
    expect((await refusalOf(() => hurried.reader().read(participant(thief)))).code).to.equal('REKEY_TERM');
  });

  it('takes a new key after its term, and none that its owner objected to, at the last moment either', async () => {
    const TERM = 72 * 60;
    for (const [objects, minutes, signer, code] of [
      [false, TERM, 'new', undefined],
      [false, TERM + 60, 'old', 'KEY_RETIRED'],
      [true, TERM, 'new', 'KEY_RETIRED'],
      [true, TERM + 60, 'old', undefined],
    ] as const) {
      const paper = new Paper().grant();
      const replacement = makeParty('AR');
      paper.write(
        'participant.rekey',
        [participant(paper.officer)],
        paper.registrar,
        REKEY(replacement, paper.officer),
      );
      const rekeyed = paper.minutes - 1;
      paper.minutes = rekeyed + TERM - 31;
      const objection = { thumbprint: thumbprintOf(replacement.jwk), reason: 'not mine' };
      if (objects) paper.write('participant.object', [participant(paper.officer)], paper.officer, objection);
      paper.minutes = rekeyed + minutes;
      paper.aeo(
        'aeo.revoke',
        { reason: 'insolvency' },
        paper.officer,
        {},
        signer === 'new' ? replacement : paper.officer,
      );
      expect(
        await read(paper).then(
          () => undefined,
          (error: { code: string }) => error.code,
        ),
      ).to.equal(code);
    }
  });

  it('lets a party add a key of its own at once', async () => {
    const paper = new Paper().grant();
    const second = makeParty('AR');
    paper.write('participant.addKey', [participant(paper.officer)], paper.officer, { jwk: second.jwk });
    paper.aeo('aeo.suspend', { reason: 'insolvency' }, paper.officer, {}, second);
    expect((await read(paper)).head.sequence).to.equal(2);
  });

  it('is read even when two registrars acted on each other', async () => {
    const paper = new Paper().grant();
    const second = secondRegistrar(paper);
    paper.write('participant.rekey', [participant(paper.registrar)], second, REKEY(makeParty('AR'), paper.registrar));
    paper.write('participant.suspend', [participant(second)], paper.registrar, { reason: 'leave' });
    const { record } = await paper.reader().read<Participant>(participant(second));
    expect(record.status.states.at(-1)!.state).to.equal('suspended');
    expect((await paper.reader().read<Participant>(participant(paper.registrar))).head.sequence).to.equal(2);
  });

  it('rests on the founding act that the reader pins', async () => {
    const paper = new Paper().grant();
    const founding = parseSignedAct(paper.chain({ member: 'AR', kind: 'member', id: 'AR' })[0]!.signed).id;
    expect((await paper.reader({ AR: founding }).read(CERTIFICATE)).head.sequence).to.equal(1);
    const refusal = await refusalOf(() => paper.reader({ AR: digestOfJson('another') }).read(CERTIFICATE));
    expect(refusal.code).to.equal('CHAIN_BROKEN');
  });

  it('keeps an act that was committed before a suspension and a retirement, though it claims a later time', async () => {
    const paper = new Paper();
    paper.minutes += 60;
    paper.grant();
    paper.minutes -= 3;
    paper.write('participant.suspend', [participant(paper.trader)], paper.registrar, { reason: 'inquiry' });
    paper.write('participant.suspend', [participant(paper.officer)], paper.registrar, { reason: 'inquiry' });
    expect((await read(paper)).record.number).to.equal('AR-1');
    paper.minutes += 60;
    paper.aeo('aeo.revoke', { reason: 'insolvency' });
    expect(await refusalOfReading(paper)).to.equal('PARTY_NOT_ACTIVE');
  });

  it('keeps what was done by the status that the contract found, whatever comes right before or after it by its time', async () => {
    const paper = new Paper();
    paper.minutes += 60;
    paper.write('participant.suspend', [participant(paper.officer)], paper.registrar, { reason: 'inquiry' });
    paper.minutes += 60;
    paper.write('participant.reinstate', [participant(paper.officer)], paper.registrar, { reason: 'closed' });
    paper.minutes += 2;
    paper.grant();
    paper.minutes -= 2;
    paper.write('participant.suspend', [participant(paper.officer)], paper.registrar, { reason: 'again' });
    expect((await read(paper)).record.number).to.equal('AR-1');
    paper.chain(CERTIFICATE)[0]!.stood![paper.officer.handle] = 2;
    expect(await refusalOfReading(paper)).to.equal('CHAIN_BROKEN');
    paper.chain(CERTIFICATE)[0]!.stood = {};
    expect(await refusalOfReading(paper)).to.equal('PARTY_NOT_ACTIVE');
  });

  it('is read by two signatures as soon as they are needed, and by one as soon as they are not', async () => {
    const paper = new Paper().grant();
    const second = makeParty('AR');
    paper.minutes += 60;
    const firm = [participant(paper.trader)];
    const withdraw = (...signers: TestParty[]) => paper.aeo('aeo.withdraw', {}, paper.trader, {}, ...signers);
    paper.write('participant.addKey', firm, paper.trader, { jwk: second.jwk });
    paper.write('participant.setSigning', firm, paper.trader, { together: ['aeo.withdraw'] });
    withdraw(paper.trader);
    expect(await refusalOfReading(paper)).to.equal('SIGNATURES_TOO_FEW');
    paper.chain(CERTIFICATE).pop();
    withdraw(paper.trader, second);
    paper.minutes -= 2;
    paper.write('participant.setSigning', firm, paper.trader, { together: [] }, {}, paper.trader, second);
    expect((await read(paper)).record.status.at(-1)).to.include({ state: 'withdrawn' });
  });

  it('is read where two registrars acted on each other in the same moment', async () => {
    const paper = new Paper().grant();
    const second = secondRegistrar(paper);
    paper.write('participant.suspend', [participant(paper.registrar)], second, { reason: 'inquiry' });
    paper.minutes += 60;
    paper.write('participant.reinstate', [participant(paper.registrar)], second, { reason: 'closed' });
    paper.minutes -= 1;
    paper.write('participant.suspend', [participant(second)], paper.registrar, { reason: 'inquiry' });
    for (const party of [paper.registrar, second])
      expect((await paper.reader().read<Participant>(participant(party))).head.sequence).to.be.greaterThan(1);
  });

  it('judges each moment by the terms of its own time', async () => {
    const paper = new Paper().grant();
    paper.aeo('aeo.amend', { type: 'OEA', validFrom: '2026-03-01', validTo: '2026-06-30', reason: 'shortened' });
    paper.minutes += 200 * 24 * 60;
    paper.aeo('aeo.renew', { validTo: '2030-06-30', note: 'after review' });
    const { record } = await read(paper);
    const status = (at: string, knownAt?: string) => checkAeo(record, at, knownAt).status;
    expect(status('2026-06-30T12:00:00.000Z')).to.equal('active');
    expect(status('2026-08-01T12:00:00.000Z')).to.equal('expired');
    expect(status('2026-12-01T12:00:00.000Z')).to.equal('active');
    expect(status('2026-12-01T12:00:00.000Z', '2026-08-01T12:00:00.000Z')).to.equal('expired');
    expect(status('2026-03-01T04:00:00.000Z')).to.equal('active'); // decided that day, recorded at noon
  });

  it('is suspended at once though a suspension was announced for later, which may be taken back', async () => {
    const paper = new Paper().grant();
    const from = '2026-09-01T00:00:00.000Z';
    paper.aeo('aeo.suspend', { reason: 'insolvency', from });
    paper.aeo('aeo.suspend', { reason: 'security-breach' });
    paper.aeo('aeo.reinstate', {});
    paper.aeo('aeo.reinstate', { from });
    const { record } = await read(paper);
    expect(record.status.map(({ state }) => state)).to.deep.equal([
      'active',
      'suspended',
      'suspended',
      'active',
      'active',
    ]);
    expect(checkAeo(record, '2026-10-01T00:00:00.000Z').status).to.equal('active');
    expect(checkAeo(record, '2026-10-01T00:00:00.000Z', '2026-03-01T12:04:30.000Z').status).to.equal('suspended');
  });

  for (const [what, type, args, code] of [
    [
      'terms that begin before the decision',
      'aeo.amend',
      { type: 'OEA', validFrom: '2026-02-01', reviewOn: '2029-01-01', reason: 'x' },
      'STARTS_BEFORE_GRANT',
    ],
    [
      'a change announced for more than a year ahead',
      'aeo.suspend',
      { reason: 'insolvency', from: '2028-01-01T00:00:00.000Z' },
      'FROM_TOO_FAR',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const paper = new Paper().grant();
      paper.aeo(type, args);
      expect(await refusalOfReading(paper)).to.equal(code);
    });
  }

  it('is never good again after its revocation, and can always be stopped, whatever officers try', () => {
    const args = {
      'aeo.suspend': { reason: 'insolvency' },
      'aeo.reinstate': {},
      'aeo.revoke': { reason: 'insolvency' },
      'aeo.renew': { validTo: '2039-02-28' },
      'aeo.amend': { type: 'OEC', validFrom: '2026-03-01', validTo: '2030-02-28', reason: 'merged programmes' },
    };
    const types = Object.keys(args) as (keyof typeof args)[];
    const tries = fc.array(
      fc.record({ type: fc.constantFrom(...types), days: fc.option(fc.integer({ min: 0, max: 300 })) }),
      { maxLength: 8 },
    );
    const isAccepted = async (paper: Paper, type: string, said: object): Promise<boolean> => {
      paper.aeo(type, said);
      try {
        await read(paper);
        return true;
      } catch {
        paper.chain(CERTIFICATE).pop();
        return false;
      }
    };
    return fc.assert(
      fc.asyncProperty(tries, async (sequence) => {
        const paper = new Paper().grant();
        for (const { type, days } of sequence) {
          const isTimed = days !== null && !['aeo.renew', 'aeo.amend'].includes(type);
          const from = later(instantOf(START + (paper.minutes + 1) * 60_000), (days ?? 0) * 86_400_000);
          await isAccepted(paper, type, isTimed ? { ...args[type], from } : args[type]);
        }
        const { record } = await read(paper);
        for (const { state, from } of record.status) {
          if (state !== 'revoked') continue;
          for (const days of [0, 1, 400])
            expect(checkAeo(record, later(from, days * 86_400_000)).status).to.equal('revoked');
        }
        const now = instantOf(START + paper.minutes * 60_000);
        if (!checkAeo(record, now).valid) return;
        expect(await isAccepted(paper, 'aeo.suspend', args['aeo.suspend'])).to.equal(true);
        expect(checkAeo((await read(paper)).record, now).status).to.equal('suspended');
      }),
      { numRuns: 60 },
    );
  });
});
