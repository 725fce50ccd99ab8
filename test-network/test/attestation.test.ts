import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { contractsFor } from '@fairway/chaincode';
import { digestOf, toBase64url, type AttestedAnswer, type Bundle, type RecordAddress } from '@fairway/model';
import { Aeo, Members, collectRecord, collectSummary, trustListOf } from '@fairway/sdk';
import { openEmbedded, type EmbeddedNetwork, type Identity } from '@fairway/test-network';
import { sign } from '#src/embedded/identity.js';
import { fill } from '#src/embedded/protobuf.js';
import { newerOf, readTrustList, verify, type Finding, type Verification } from '@fairway/verifier';
import { networkOf } from './network-of.ts';
import { attestedOn, codesOf, type Attested, type AttestingNetwork } from './suites/attestation.ts';
import { refusalOf } from './suites/refusals.ts';

const MEMBERS = ['AR', 'BO', 'BR', 'PY', 'UY'];

/** Someone between verifier and members, who changes what they say. */
describe('An attestation', () => {
  let embedded: EmbeddedNetwork;
  let attested: Attested;
  let record: RecordAddress;
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  const timed = (one: EmbeddedNetwork): AttestingNetwork => ({
    ...networkOf(one),
    time: { now, set: (date) => void (offset = date.getTime() - Date.now()) },
  });
  const grantIn = async ({ world }: Attested, id = world.newNumber()): Promise<RecordAddress> => {
    await new Aeo(world.stage(world.issuer, world.officer)).grant(world.issuer, id, {
      ...{ holder: world.trader.handle, type: 'OEA', validFrom: '2026-01-01' },
      ...{ grantedOn: '2026-01-01', reviewOn: '2036-12-31' },
    });
    return { member: world.issuer, kind: 'aeo', id };
  };
  before(async () => {
    embedded = await openEmbedded({ members: MEMBERS, contracts: contractsFor, now });
    attested = await attestedOn(timed(embedded));
    record = await grantIn(attested);
  });
  after(() => embedded.close());

  const judged = (bundle: Bundle, more: object = {}): Promise<Verification> =>
    verify(bundle, { trust: attested.trust, record, nonce: attested.nonce, now: now(), ...more });
  /** All members' answers: whoever collects waits for everyone. */
  const asked = async (address = record): Promise<Bundle> => {
    const { ledger, members, nonce } = attested.collecting();
    const patient: typeof ledger = { attest: (call, all) => ledger.attest(call, all, () => false) };
    return collectSummary(address, { ledger: patient, members, nonce });
  };
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const memberOf = (endorser: string) => msp.SerializedIdentity.deserializeBinary(bytes(endorser)).getMspid();
  /** The bundle with its first answer changed. */
  const changed = (bundle: Bundle, change: (answer: AttestedAnswer) => Partial<AttestedAnswer>): Bundle => ({
    ...bundle,
    answers: bundle.answers.map((answer, index) => (index === 0 ? { ...answer, ...change(answer) } : answer)),
  });
  type Endorsement = AttestedAnswer['endorsements'][number];
  /** One member's endorsement changed, or more put in its place. */
  const endorsement = (
    bundle: Bundle,
    member: string,
    change: (one: Endorsement, payload: Uint8Array) => Endorsement | Endorsement[],
  ): Bundle =>
    changed(bundle, ({ endorsements, payloads }) => ({
      endorsements: endorsements.flatMap((one) =>
        memberOf(one.endorser) === member ? change(one, bytes(payloads[one.payload]!)) : one,
      ),
    }));
  /** As somebody else with a certificate of its own would have signed. */
  const signedBy =
    (identity: Identity, mspId = identity.mspId) =>
    (one: Endorsement, payload: Uint8Array): Endorsement => {
      const endorser = fill(new msp.SerializedIdentity(), {
        mspid: mspId,
        idBytes: Buffer.from(identity.certificate),
      }).serializeBinary();
      const signature = sign(identity, Buffer.concat([payload, endorser]));
      return { ...one, endorser: toBase64url(endorser), signature: toBase64url(signature) };
    };
  /** Four still sign; of the fifth the page says what is wrong. */
  const finds = async (bundle: Bundle, finding: Finding, member: string | undefined = 'PY') => {
    const found = await judged(bundle);
    expect(found.findings).to.deep.equal([{ ...(member === undefined ? {} : { member }), finding }]);
    expect(found.signers).not.to.include(member);
    expect(found.verdict).to.equal('valid');
  };

  it('is that of all members where all were waited for', async () => {
    const found = await judged(await asked());
    expect(found.signers.toSorted()).to.deep.equal(MEMBERS);
    expect(found.verdict).to.equal('valid');
  });

  describe('does not count', () => {
    it("when a member's service has signed it, and no peer", async () => {
      const service = await embedded.enrol('PY', { commonName: 'service', unit: 'client' });
      await finds(endorsement(await asked(), 'PY', signedBy(service)), 'NOT_A_PEER');
    });

    it('when an orderer has signed it', async () => {
      const orderer = await embedded.enrol('PY', { commonName: 'orderer', unit: 'orderer' });
      await finds(endorsement(await asked(), 'PY', signedBy(orderer)), 'NOT_A_PEER');
    });

    it("when another member's authority has certified the peer", async () => {
      const foreign = await embedded.enrol('BO', { commonName: 'peer9', unit: 'peer' });
      await finds(endorsement(await asked(), 'PY', signedBy(foreign, 'PY')), 'ROOT_UNKNOWN');
    });

    it('when the member is none of the network', async () => {
      const stranger = await embedded.enrol('PY', { commonName: 'peer9', unit: 'peer' });
      await finds(endorsement(await asked(), 'PY', signedBy(stranger, 'CL')), 'MEMBER_UNKNOWN', 'CL');
    });

    it('when one byte of it was changed', async () => {
      const bundle = await asked();
      const { payloads } = bundle.answers[0]!;
      const other = bytes(payloads[0]!);
      other[other.length - 40]! ^= 1;
      const two = changed(bundle, () => ({ payloads: [payloads[0]!, toBase64url(other)] }));
      await finds(
        endorsement(two, 'PY', (one) => ({ ...one, payload: 1 })),
        'SIGNATURE_INVALID',
      );
    });

    it('when the signature has its second form', async () => {
      const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
      const high = endorsement(await asked(), 'PY', (one) => {
        const der = bytes(one.signature);
        const [length] = [der[3]!];
        const r = der.subarray(2, 4 + length);
        const s = BigInt(`0x${der.subarray(6 + length).toString('hex')}`);
        const digits = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
        const integer = Buffer.concat([Buffer.from([2, 33, 0]), digits]);
        const body = Buffer.concat([r, integer]);
        return { ...one, signature: toBase64url(Buffer.concat([Buffer.from([0x30, body.length]), body])) };
      });
      await finds(high, 'SIGNATURE_HIGH_S');
    });

    for (const [what, change] of Object.entries({
      'a byte after its end': (der: Buffer) => Buffer.concat([der, Buffer.from([0])]),
      'a length in more bytes than it takes': (der: Buffer) =>
        Buffer.concat([Buffer.from([0x30, 0x81, der[1]!]), der.subarray(2)]),
      'a number padded with zeros': (der: Buffer) =>
        Buffer.concat([Buffer.from([0x30, der[1]! + 1, 2, der[3]! + 1, 0]), der.subarray(4)]),
      'nothing after its first half': (der: Buffer) => der.subarray(0, 20),
    }))
      it(`when the signature has ${what}`, async () => {
        const odd = endorsement(await asked(), 'PY', (one) => ({
          ...one,
          signature: toBase64url(change(bytes(one.signature))),
        }));
        const [finding] = (await judged(odd)).findings;
        expect(finding).to.deep.equal({ member: 'PY', finding: 'MALFORMED' });
      });

    it('when the certificate is cut short', async () => {
      const cut = endorsement(await asked(), 'PY', (one) => ({ ...one, endorser: one.endorser.slice(0, 400) }));
      expect((await judged(cut)).findings).to.deep.equal([{ finding: 'MALFORMED' }]);
    });

    it('twice for one member', async () => {
      const twice = endorsement(await asked(), 'PY', (one) => [one, one]);
      const found = await judged(twice);
      expect(found.findings).to.deep.equal([{ member: 'PY', finding: 'COUNTED_TWICE' }]);
      expect(found.signers).to.have.length(5);
    });

    it('when it was given to another question, of another number or nonce', async () => {
      const other = await asked({ ...record, id: 'AR-2026/7777' });
      const bundle = await asked();
      const mixed = changed(bundle, ({ payloads }) => ({ payloads: [...payloads, other.answers[0]!.payloads[0]!] }));
      const theirs = other.answers[0]!.endorsements.find(({ endorser }) => memberOf(endorser) === 'PY')!;
      await finds(
        endorsement(mixed, 'PY', () => ({ ...theirs, payload: 1 })),
        'OTHER_PROPOSAL',
      );
    });

    it('when its peer was retired, or its root ended, before members were asked', async () => {
      const bundle = await asked();
      const one = bundle.answers[0]!.endorsements.find(({ endorser }) => memberOf(endorser) === 'PY')!;
      const pem = Buffer.from(
        msp.SerializedIdentity.deserializeBinary(bytes(one.endorser)).getIdBytes_asU8(),
      ).toString();
      const der = Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64');
      const from = new Date(now().getTime() - 1000).toISOString();
      const member = attested.trust.members.get('PY')!;
      const retired = { ...member, retired: new Map([[digestOf(der), Date.parse(from)]]) };
      const ended = { ...member, roots: member.roots.map((root) => ({ ...root, to: Date.parse(from) })) };
      for (const [changedMember, finding] of [
        [retired, 'PEER_RETIRED'],
        [ended, 'ROOT_UNKNOWN'],
      ] as const) {
        const members = new Map([...attested.trust.members, ['PY', changedMember] as const]);
        const found = await judged(bundle, { trust: { ...attested.trust, members } });
        expect(found.findings).to.deep.equal([{ member: 'PY', finding }]);
      }
    });

    it('when the certificate has expired', async () => {
      const bundle = await asked();
      const member = attested.trust.members.get('PY')!;
      const past = {
        ...member,
        roots: member.roots.map(({ authority, ...root }) => ({ ...root, authority: { ...authority, notAfter: 0 } })),
      };
      const members = new Map([...attested.trust.members, ['PY', past] as const]);
      const found = await judged(bundle, { trust: { ...attested.trust, members } });
      expect(found.findings).to.deep.equal([{ member: 'PY', finding: 'ROOT_UNKNOWN' }]);
      const before = offset;
      offset = Date.parse('2100-06-01T00:00:00.000Z') - Date.now();
      const late = await judged(await asked()).finally(() => (offset = before));
      expect(late.findings.map(({ finding }) => finding)).to.deep.equal(MEMBERS.map(() => 'CERTIFICATE_EXPIRED'));
      expect(late.verdict).to.equal('could-not-check');
    });
  });

  it('is found out wherever a byte of it is changed', async () => {
    const bundle = await asked();
    const [answer] = bundle.answers as [AttestedAnswer];
    const parts: ((change: (text: string) => string) => Partial<AttestedAnswer>)[] = [
      (change) => ({ proposal: change(answer.proposal) }),
      (change) => ({ payloads: answer.payloads.map(change) }),
      ...(['endorser', 'signature'] as const).map((part) => (change: (text: string) => string) => ({
        endorsements: answer.endorsements.map((one, index) =>
          index === 2 ? { ...one, [part]: change(one[part]) } : one,
        ),
      })),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parts), fc.nat(), fc.integer({ min: 1, max: 255 }), async (part, at, by) => {
        const flip = (text: string) => {
          const changedBytes = bytes(text);
          changedBytes[at % changedBytes.length]! ^= by;
          return toBase64url(changedBytes);
        };
        const found = await judged(changed(bundle, () => part(flip)));
        expect(found.signers.length).to.be.lessThan(5);
      }),
      { numRuns: 300 },
    );
  });

  describe('is not enough', () => {
    const without = (bundle: Bundle, ...members: string[]) =>
      changed(bundle, ({ endorsements }) => ({
        endorsements: endorsements.filter(({ endorser }) => !members.includes(memberOf(endorser))),
      }));

    it("without the record's owner, however many others have signed", async () => {
      const found = await judged(without(await asked(), 'AR'));
      expect([found.verdict, codesOf(found).at(-1)]).to.deep.equal(['could-not-check', 'TOO_FEW_SIGNED']);
      expect(found.silent).to.deep.equal(['AR']);
    });

    it('to know anything of the record, or of the document in hand', async () => {
      const document = digestOf('a document');
      const found = await judged(without(await asked(), 'AR'), { document });
      expect(codesOf(found)).to.deep.equal([...Array<string>(5).fill('NOT_ATTESTED'), 'TOO_FEW_SIGNED']);
      // Members were not asked about a document.
      const summary = await judged(await asked(), { document });
      expect([summary.verdict, codesOf(summary)[0]]).to.deep.equal(['could-not-check', 'DOCUMENT_NOT_COMPARED']);
    });

    it('of the owner and a minority', async () => {
      const found = await judged(without(await asked(), 'PY', 'UY', 'BR'));
      expect(codesOf(found).at(-1)).to.equal('TOO_FEW_SIGNED');
      expect(found.fragments.find(({ dimension }) => dimension === 'status')!.result).to.equal('could-not-check');
    });

    it('of the owner and a majority, where others are down', async () => {
      embedded.takeDown('PY');
      const found = await judged(await asked()).finally(() => embedded.bringUp('PY'));
      expect([found.verdict, found.silent]).to.deep.equal(['valid', ['PY']]);
    });
  });

  describe('of other than what was asked', () => {
    it('is told: an old one, with an old nonce', async () => {
      const found = await judged(await asked(), { nonce: toBase64url(new Uint8Array(32).fill(7)) });
      expect([found.verdict, codesOf(found).at(-1)]).to.deep.equal(['could-not-check', 'OTHER_QUESTION']);
    });

    it('is told: another number, kind, member or moment', async () => {
      const bundle = await asked();
      for (const other of [
        { record: { ...record, id: 'AR-2026/7777' } },
        { record: { ...record, kind: 'title' } },
        { record: { ...record, member: 'UY' } },
        { at: '2026-03-01T00:00:00.000Z' },
        { knownAt: '2026-03-01T00:00:00.000Z' },
      ])
        expect(codesOf(await judged(bundle, other)).at(-1)).to.equal('OTHER_QUESTION');
    });

    it('is told: an answer that was kept back', async () => {
      const found = await judged(await asked(), { now: new Date(now().getTime() + 11 * 60_000) });
      expect([found.verdict, codesOf(found).at(-1)]).to.deep.equal(['could-not-check', 'NOT_FRESH']);
    });

    /** The proposal changed, as a gateway might that asks something else than it says. */
    const proposed = async (change: (parts: Parts) => void): Promise<Verification> => {
      const bundle = await asked();
      const proposal = peer.Proposal.deserializeBinary(bytes(bundle.answers[0]!.proposal));
      const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
      const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
      const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
      const spec = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8());
      change({ channelHeader, payload, spec });
      payload.setInput(spec.serializeBinary());
      header.setChannelHeader(channelHeader.serializeBinary());
      proposal.setHeader(header.serializeBinary());
      proposal.setPayload(payload.serializeBinary());
      return judged(changed(bundle, () => ({ proposal: toBase64url(proposal.serializeBinary()) })));
    };
    interface Parts {
      channelHeader: common.ChannelHeader;
      payload: peer.ChaincodeProposalPayload;
      spec: peer.ChaincodeInvocationSpec;
    }
    const argsOf = ({ spec }: Parts) => spec.getChaincodeSpec()!.getInput()!;

    for (const [what, change, code] of [
      ['another channel', ({ channelHeader }: Parts) => channelHeader.setChannelId('rehearsal'), 'OTHER_CHANNEL'],
      [
        'another namespace',
        ({ spec }: Parts) => spec.getChaincodeSpec()!.getChaincodeId()!.setName('fairway-uy'),
        'ANSWER_MALFORMED',
      ],
      [
        'another function',
        (parts: Parts) =>
          argsOf(parts).setArgsList([Buffer.from('record:stand'), argsOf(parts).getArgsList_asU8()[1]!]),
        'ANSWER_MALFORMED',
      ],
      ['another argument more', (parts: Parts) => argsOf(parts).addArgs(Buffer.from('more')), 'ANSWER_MALFORMED'],
      [
        'input beside what members sign',
        ({ payload }: Parts) => payload.getTransientmapMap().set('a', Buffer.from('b')),
        'ANSWER_MALFORMED',
      ],
      [
        'a time that no calendar has',
        ({ channelHeader }: Parts) => channelHeader.getTimestamp()!.setSeconds(Number.MAX_SAFE_INTEGER),
        'ANSWER_MALFORMED',
      ],
      ['another time', ({ channelHeader }: Parts) => channelHeader.getTimestamp()!.setNanos(1), 'TOO_FEW_SIGNED'],
    ] as const)
      it(`is told: ${what}`, async () => {
        const found = await proposed((parts) => void change(parts));
        expect([found.verdict, codesOf(found).at(-1)]).to.deep.equal(['could-not-check', code]);
      });

    it('is told: another network, whose members have the same names', async () => {
      const rehearsal = await openEmbedded({ members: MEMBERS, contracts: contractsFor, now });
      try {
        const other = await attestedOn(timed(rehearsal));
        const theirs = await grantIn(other, record.id);
        const found = await judged(await collectSummary(theirs, { ...other.collecting(), nonce: attested.nonce }));
        expect(found.verdict).to.equal('could-not-check');
        expect(new Set(found.findings.map(({ finding }) => finding))).to.deep.equal(new Set(['ROOT_UNKNOWN']));
        expect((await refusalOf(() => readTrustList(other.list, attested.trust.digest))).code).to.equal(
          'OTHER_NETWORK',
        );
      } finally {
        await rehearsal.close();
      }
    });

    it('is told: no bundle at all', async () => {
      expect((await refusalOf(() => judged({ version: 1, answers: [] }))).code).to.equal('TOO_SHORT');
      const noise = { version: 1 as const, answers: [{ proposal: 'AAAA', payloads: [], endorsements: [] }] };
      expect(codesOf(await judged(noise)).at(-1)).to.equal('ANSWER_MALFORMED');
    });
  });

  it('of a member that lags is shown as older, and not used', async () => {
    const fresh = await grantIn(attested);
    const before = await asked(fresh);
    const { world } = attested;
    await new Aeo(world.stage(world.issuer, world.officer)).revoke(world.issuer, fresh.id, { reason: 'insolvency' });
    // The same question, as a peer that has not seen the last block would have answered it.
    const after = await asked(fresh);
    const question = bytes(after.answers[0]!.proposal);
    const hash = hashOf(question);
    const old = peer.ProposalResponsePayload.deserializeBinary(bytes(before.answers[0]!.payloads[0]!));
    old.setProposalHash(hash);
    const payload = old.serializeBinary();
    const lagging = await embedded.enrol('PY', { commonName: 'peer1', unit: 'peer' });
    const two = changed(after, ({ payloads }) => ({ payloads: [...payloads, toBase64url(payload)] }));
    const bundle = endorsement(two, 'PY', (one) => ({ ...signedBy(lagging)(one, payload), payload: 1 }));
    const found = await judged(bundle, { record: fresh });
    expect(found.findings).to.deep.equal([{ member: 'PY', finding: 'OLDER' }]);
    expect([found.verdict, codesOf(found)[2]]).to.deep.equal(['invalid', 'STATUS_REVOKED']);
    // A gateway that leaves all others out cannot present the revoked certificate as good.
    const alone = changed(bundle, ({ endorsements }) => ({
      endorsements: endorsements.filter(({ endorser }) => memberOf(endorser) === 'PY'),
    }));
    expect((await judged(alone, { record: fresh })).verdict).to.equal('could-not-check');
  });

  it('of one member that says otherwise of the same state is told apart, in whatever order they are listed', async () => {
    const bundle = await asked();
    const response = peer.ProposalResponsePayload.deserializeBinary(bytes(bundle.answers[0]!.payloads[0]!));
    const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    const said = Buffer.from(action.getResponse()!.getPayload_asU8()).toString();
    action.getResponse()!.setPayload(Buffer.from(said.replace('"active"', '"revoked"')));
    response.setExtension$(action.serializeBinary());
    const payload = response.serializeBinary();
    const liar = await embedded.enrol('PY', { commonName: 'peer1', unit: 'peer' });
    const two = changed(bundle, ({ payloads }) => ({ payloads: [...payloads, toBase64url(payload)] }));
    const lying = endorsement(two, 'PY', (one) => ({ ...signedBy(liar)(one, payload), payload: 1 }));
    const isPY = ({ endorser }: Endorsement) => memberOf(endorser) === 'PY';
    const first = changed(lying, ({ endorsements }) => ({
      endorsements: endorsements.toSorted((one, other) => Number(isPY(other)) - Number(isPY(one))),
    }));
    await finds(first, 'DIFFERENT');
    await finds(lying, 'DIFFERENT');
  });

  it('carries a chain that must make the record what it is said to be', async () => {
    const bundle = await collectRecord(record, attested.collecting());
    expect((await judged(bundle)).verdict).to.equal('valid');
    // Owner and majority have agreed on a record that no act has made.
    const forged = await resigned(bundle, (statement) => {
      const { terms } = statement.record as { terms: { validFrom: string }[] };
      terms[0]!.validFrom = '2020-01-01';
    });
    const found = await judged(forged);
    expect([found.verdict, codesOf(found)[4]]).to.deep.equal(['invalid', 'CHAIN_REFUSED']);
    const without = await resigned(bundle, (statement) => {
      const chains = statement.chains!;
      const place = Object.keys(chains).find((one) => one.includes('/participant/'))!;
      Object.assign(statement, { chains: Object.fromEntries(Object.entries(chains).filter(([one]) => one !== place)) });
    });
    const incomplete = await judged(without);
    expect([incomplete.verdict, codesOf(incomplete)[4]]).to.deep.equal(['could-not-check', 'CHAIN_INCOMPLETE']);
  });

  it('of one member that answers with what is no JSON costs that member its voice, and nobody else', async () => {
    const bundle = await asked();
    const [answer] = bundle.answers as [AttestedAnswer];
    const response = peer.ProposalResponsePayload.deserializeBinary(bytes(answer.payloads[0]!));
    const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    const liar = await embedded.enrol('PY', { commonName: 'peer1', unit: 'peer' });
    for (const question of [
      String.raw`"\ud800"`,
      '['.repeat(50_000) + ']'.repeat(50_000),
      '{"__proto__":{"version":1}}',
    ]) {
      action.getResponse()!.setPayload(Buffer.from(`{"member":"AR","question":${question}}`));
      response.setExtension$(action.serializeBinary());
      const payload = response.serializeBinary();
      const two = changed(bundle, ({ payloads }) => ({ payloads: [...payloads, toBase64url(payload)] }));
      const lying = endorsement(two, 'PY', (one) => ({ ...signedBy(liar)(one, payload), payload: 1 }));
      const found = await judged(lying);
      expect([found.verdict, found.signers.length, found.findings[0]?.member]).to.deep.equal(['valid', 4, 'PY']);
    }
  });

  /** What all members would have signed if they had agreed to say something else. */
  async function resigned(
    bundle: Bundle,
    change: (statement: { record?: object; chains?: object }) => void,
  ): Promise<Bundle> {
    const [answer] = bundle.answers as [AttestedAnswer];
    const response = peer.ProposalResponsePayload.deserializeBinary(bytes(answer.payloads[0]!));
    const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    const statement = JSON.parse(Buffer.from(action.getResponse()!.getPayload_asU8()).toString()) as object;
    change(statement);
    action.getResponse()!.setPayload(Buffer.from(JSON.stringify(statement)));
    response.setExtension$(action.serializeBinary());
    const payload = response.serializeBinary();
    const endorsements = await Promise.all(
      MEMBERS.map(async (member) => {
        const identity = await embedded.enrol(member, { commonName: 'peer1', unit: 'peer' });
        return signedBy(identity)({ payload: 0, endorser: '', signature: '' }, payload);
      }),
    );
    return changed(bundle, () => ({ payloads: [toBase64url(payload)], endorsements }));
  }

  describe('by a trust list', () => {
    it('that a member has changed since counts by its new roots, and the list at hand goes on to it', async () => {
      const { world, list } = attested;
      const registrar = world.registrar;
      const roots = [{ certificate: pemBody(embedded.roots.get('AR')!) }];
      const peerOfNobody = { certificate: digestOf('a peer'), from: now().toISOString() };
      await new Members(world.stage('AR', registrar)).publishRoots('AR', { roots, retired: [peerOfNobody] });
      const newer = await trustListOf(world.stage('AR'), 'customs');
      const { list: taken } = await newerOf(list, newer);
      expect((await readTrustList(taken, attested.trust.digest)).members.get('AR')!.retired.size).to.equal(1);
      expect(await newerOf(newer, list)).to.deep.equal({ list: taken, contradicted: [] });
    });

    it('that contradicts the one at hand of a member is taken of the others, and so suppresses nothing', async () => {
      const { world, list } = attested;
      const { partner } = world;
      await new Members(world.stage(partner, world.partnerRegistrar)).publishRoots(partner, {
        roots: [{ certificate: pemBody(embedded.roots.get(partner)!) }],
        retired: [{ certificate: digestOf('a peer'), from: now().toISOString() }],
      });
      const newer = await trustListOf(world.stage('AR'), 'customs');
      // As if PY had signed two histories, of which the one at hand is not everyone's.
      const forked = structuredClone(list);
      const entry = forked.chains['PY/member/PY']!.at(-1)!;
      entry.recordedAt = new Date(Date.parse(entry.recordedAt) + 60_000).toISOString();
      const { list: taken, contradicted } = await newerOf(forked, newer);
      expect(contradicted).to.deep.equal(['PY']);
      expect(taken.chains['PY/member/PY']).to.deep.equal(forked.chains['PY/member/PY']);
      expect((await readTrustList(taken)).members.get(partner)!.retired.size).to.equal(1);
    });

    it('gives nothing that no roots rest on, which would keep out what is signed there later', async () => {
      const { list } = attested;
      const filled = structuredClone(list);
      filled.chains['UY/participant/uy-00000000000000000000000000'] = filled.chains['AR/member/AR']!;
      expect(await newerOf(list, filled)).to.deep.equal({ list, contradicted: [] });
    });

    it('in which a member has published what is no certificate is read, and only that member loses its voice', async () => {
      const { world } = attested;
      const certificate = Buffer.from('no certificate').toString('base64');
      await new Members(world.stage('AR', world.registrar)).publishRoots('AR', {
        roots: [{ certificate }],
        retired: [],
      });
      const trust = await readTrustList(await trustListOf(world.stage('AR'), 'customs'), attested.trust.digest);
      const found = await judged(await asked(), { trust });
      expect(found.findings).to.deep.equal([{ member: 'AR', finding: 'ROOT_UNKNOWN' }]);
      expect([found.verdict, found.signers.length]).to.deep.equal(['could-not-check', 4]);
    });

    it('that says otherwise than the one at hand is refused', async () => {
      const { list } = attested;
      const other = structuredClone(list);
      const place = 'AR/member/AR';
      other.chains[place] = other.chains[place]!.toReversed();
      expect((await refusalOf(() => newerOf(list, other))).code).to.equal('CHAIN_BROKEN');
      expect((await refusalOf(() => readTrustList(other))).code).to.equal('CHAIN_BROKEN');
    });

    it('that dates an act of the one at hand otherwise is not taken there, since nobody has signed the date', async () => {
      const { list } = attested;
      const other = structuredClone(list);
      const entry = other.chains['AR/member/AR']!.at(-1)!;
      entry.recordedAt = new Date(Date.parse(entry.recordedAt) + 60_000).toISOString();
      expect(await newerOf(list, other)).to.deep.equal({ list, contradicted: ['AR'] });
    });

    it('whose roots nobody of the member has signed is refused', async () => {
      const other = structuredClone(attested.list);
      const entry = other.chains['AR/member/AR']!.at(-1)!;
      entry.signed = entry.signed.replace(
        /"signature":"(.)/,
        (_, first: string) => `"signature":"${first === 'A' ? 'B' : 'A'}`,
      );
      expect((await refusalOf(() => readTrustList(other))).code).to.equal('SIGNATURE_INVALID');
    });

    it('that lacks a member, or roots, is refused', async () => {
      const { list } = attested;
      const fewer = { ...list, members: list.members.slice(1) };
      expect((await refusalOf(() => readTrustList(fewer, attested.trust.digest))).code).to.equal('OTHER_NETWORK');
      const bare = structuredClone(list);
      bare.chains['BO/member/BO'] = bare.chains['BO/member/BO']!.slice(0, 1);
      expect((await refusalOf(() => readTrustList(bare))).code).to.equal('ROOTS_NOT_PUBLISHED');
    });
  });
});

const pemBody = (pem: string) => pem.replaceAll(/-----.*-----|\s/g, '');

/** Fabric's hash over what was asked, worked out by itself. */
function hashOf(bytes: Uint8Array): Uint8Array {
  const proposal = peer.Proposal.deserializeBinary(bytes);
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  return createHash('sha256')
    .update(header.getChannelHeader_asU8())
    .update(header.getSignatureHeader_asU8())
    .update(proposal.getPayload_asU8())
    .digest();
}
