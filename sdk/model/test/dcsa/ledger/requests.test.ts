import { expect } from 'chai';
import { Refusal, check, digestOf, digestOfJson, newHandle, type Handle } from '@fairway/model';
import * as dcsa from '@fairway/model/dcsa';
import { refusalOf } from '../../refusals.ts';
import { CODE, PaperBills } from '../../title/paper-bills.ts';
import { bill, party } from '../pint/world.ts';
import { examplesOf, isHere } from '../standard.ts';

describe('What carriers and platforms ask in DCSA’s words', () => {
  let p: PaperBills;
  let names: Map<string, Handle>;
  beforeEach(() => {
    p = new PaperBills();
    names = new Map((['carrier', 'shipper', 'buyer', 'importer', 'bank'] as const).map((name) => [name, p[name]]));
  });
  const handleOf: dcsa.HandleLookup = ({ partyName }) => names.get(partyName);
  const named: dcsa.PartyLookup = (handle) => {
    const name = [...names].find(([, one]) => one === handle)?.[0];
    return name === undefined ? undefined : party(name, 'FRWY');
  };
  const beside = () => ({
    ...{ issuer: p.carrier, law: 'PY', rulebook: 'Rulebook 1', code: 'FRWY', handleOf },
    answerWithin: { days: 3, count: 'working' as const },
  });
  const document = (change: object = {}, parties: Parameters<typeof bill>[0] = {}): dcsa.TransportDocument => ({
    ...bill(parties),
    carrierCode: CODE,
    ...{ issueDate: '2026-03-01', shippedOnBoardDate: '2026-03-01', placeOfIssue: { UNLocationCode: 'ARBUE' } },
    ...change,
  });
  const request = (of: dcsa.TransportDocument, more: Partial<dcsa.IssuanceRequest> = {}): dcsa.IssuanceRequest => ({
    document: of,
    issueTo: { partyName: 'shipper', sendToPlatform: 'FRWY', identifyingCodes: party('shipper', 'x').identifyingCodes },
    issuanceManifestSignedContent: 'a.b.c',
    ...more,
  });
  const refused = async (work: () => unknown): Promise<string> => {
    const { code, path } = await refusalOf(work);
    return `${code} ${path ?? ''}`;
  };

  describe('to issue a bill', () => {
    it('become the act that issues it, to order, straight or in blank as the document has it', () => {
      const of = document({ transportDocumentSubReference: 'Version_2' }, { endorsee: party('buyer', 'x') });
      const { id, args } = dcsa.issueFrom(request(of), beside());
      expect(id).to.equal(`SMDG:${CODE}/MVD0001/2`);
      expect(args).to.deep.include({
        ...{ issuer: p.carrier, shipper: p.shipper, form: 'order', consignee: p.buyer },
        ...{ document: digestOfJson(of), issuedOn: '2026-03-01', onBoardOn: '2026-03-01', placeOfIssue: 'ARBUE' },
        quantities: [
          { unit: 'KGM', thousandths: 12_000_000 },
          { unit: 'PK', thousandths: 40_000 },
        ],
      });
      p.does('issue', p.carrier, id, args);
      const blank = dcsa.issueFrom(request(document({ transportDocumentReference: 'MVD0002' })), beside());
      expect(blank.args.form).to.equal('bearer');
      p.does('issue', p.carrier, blank.id, blank.args);
      p.passed(blank.id, p.shipper, p.buyer, 'blank');
      expect(p.bill(blank.id).form).to.equal('bearer');
      const straight = document({}, { isToOrder: false, consignee: party('importer', 'x') });
      expect(dcsa.issueFrom(request(straight), beside()).args).to.include({ form: 'straight', consignee: p.importer });
    });

    it('are refused with the place in the request', async () => {
      const to = (partyName: string, sendToPlatform = 'FRWY') => ({
        issueTo: { ...request(document()).issueTo, partyName, sendToPlatform },
      });
      const without = (name: string) => document({ [name]: undefined });
      const relations = [{ transportDocumentReference: 'MVD0000' }];
      const wrong: [dcsa.IssuanceRequest, string][] = [
        [request(document(), to('shipper', 'BOLE')), 'NOT_FOR_THIS_PLATFORM /issueTo/sendToPlatform'],
        [request(document(), to('stranger')), 'RECIPIENT_UNKNOWN /issueTo'],
        [
          request(document({}, { endorsee: party('stranger', 'x') })),
          'PARTY_UNKNOWN /document/documentParties/endorsee',
        ],
        [request(document({}, { isToOrder: false })), 'MISSING_FIELD /document/documentParties/consignee'],
        [request(document({ transportDocumentTypeCode: 'SWB' })), 'NOT_A_BILL /document/transportDocumentTypeCode'],
        [request(document({ isElectronic: false })), 'NOT_ELECTRONIC /document/isElectronic'],
        [request(without('issueDate')), 'MISSING_FIELD /document/issueDate'],
        [request(without('placeOfIssue')), 'MISSING_FIELD /document/placeOfIssue'],
        [
          request(document({ transportDocumentSubReference: 'draft' })),
          'VERSION_DIFFERS /document/transportDocumentSubReference',
        ],
        [
          request(document({ transportDocumentReference: 'MVD_1' })),
          'NOT_ALLOWED /document/transportDocumentReference',
        ],
        [
          request(document(), { transportDocumentReplacements: { oldTransportDocumentReferences: relations } }),
          'REPLACES_OTHERS /transportDocumentReplacements/oldTransportDocumentReferences',
        ],
      ];
      for (const [given, expected] of wrong) {
        expect(await refused(() => dcsa.issueFrom(given, beside()))).to.equal(expected);
        const answer = dcsa.issuanceAnswer(given.document, await refusalOf(() => dcsa.issueFrom(given, beside())));
        expect(check(dcsa.IssuanceResponse, answer).issuanceResponseCode).to.equal(
          expected.startsWith('RECIPIENT') ? 'REFU' : 'BREQ',
        );
      }
    });

    it('in the place of others close those in the same act', async () => {
      const { id, args } = dcsa.issueFrom(request(document()), beside());
      p.does('issue', p.carrier, id, args);
      p.does('surrender', p.shipper, id, { for: 'amendment', comment: 'Dos partidas' });
      const half = (reference: string, version?: string): dcsa.TransportDocument => {
        const of = document({
          transportDocumentReference: reference,
          ...(version && { transportDocumentSubReference: version }),
        });
        of.consignmentItems[0]!.cargoItems[0]!.cargoGrossWeight = { value: 6000, unit: 'KGM' };
        of.consignmentItems[0]!.cargoItems[0]!.outerPackaging.numberOfPackages = 20;
        return of;
      };
      const old = [{ transportDocumentReference: 'MVD0001', transportDocumentSubReference: 'Version_1' }];
      const news = [
        { transportDocumentReference: 'MVD0001', transportDocumentSubReference: 'Version_2' },
        { transportDocumentReference: 'MVD0001-B' },
      ];
      const parts = [half('MVD0001', 'Version_2'), half('MVD0001-B')].map((one) => {
        const replacements = { oldTransportDocumentReferences: old, newTransportDocumentReferences: news };
        return request(one, { transportDocumentReplacements: replacements });
      });
      const replacement = dcsa.replacementFrom(parts, [p.bill(id)], beside());
      p.does('replace', p.carrier, [id, ...replacement.issues.map((one) => one.id)], replacement);
      expect(p.control(`SMDG:${CODE}/MVD0001-B/1`)).to.deep.equal([p.shipper, p.shipper]);

      const place = '/1/transportDocumentReplacements';
      const change = (said: object): dcsa.IssuanceRequest[] => [
        parts[0]!,
        { ...parts[1]!, transportDocumentReplacements: { ...parts[1]!.transportDocumentReplacements, ...said } },
      ];
      const wrong: [dcsa.IssuanceRequest[], string][] = [
        [change({ oldTransportDocumentReferences: [] }), `REPLACEMENTS_DIFFER ${place}/oldTransportDocumentReferences`],
        [
          change({ newTransportDocumentReferences: [news[0], news[0]] }),
          `REPLACEMENTS_DIFFER ${place}/newTransportDocumentReferences`,
        ],
        [
          [parts[0]!, { ...parts[1]!, issueTo: { ...parts[1]!.issueTo, partyName: 'buyer' } }],
          'PARTIES_DIFFER /1/issueTo',
        ],
        [[parts[0]!], 'REPLACEMENTS_DIFFER /0/transportDocumentReplacements/newTransportDocumentReferences'],
      ];
      for (const [given, expected] of wrong)
        expect(await refused(() => dcsa.replacementFrom(given, [p.bill(id)], beside()))).to.equal(expected);
    });

    it('are answered as issued, or as refused for what the carrier cannot mend in the request', () => {
      expect(dcsa.issuanceAnswer(document({ transportDocumentSubReference: 'Version_2' }))).to.deep.equal({
        transportDocumentReference: 'MVD0001',
        transportDocumentSubReference: 'Version_2',
        issuanceResponseCode: 'ISSU',
      });
      const refusal = new Refusal('COVER_LAPSED', 'x'.repeat(300), '/args/issuer');
      const answer = check(dcsa.IssuanceResponse, dcsa.issuanceAnswer(document(), refusal));
      expect(answer).to.include({ issuanceResponseCode: 'REFU' });
      expect(answer.errors).to.have.length(1);
    });

    (isHere ? it : it.skip)(
      'are read from the standard’s own example, once it says when and where it is issued',
      async () => {
        const [example] = examplesOf('EBL_ISS_v3.0.4', 'IssuanceRequest');
        const given = example!.value as dcsa.IssuanceRequest;
        const any: dcsa.HandleLookup = ({ partyName }) => {
          if (!names.has(partyName)) names.set(partyName, newHandle('AR'));
          return names.get(partyName);
        };
        const about = { ...beside(), code: given.issueTo.sendToPlatform, handleOf: any };
        expect(await refused(() => dcsa.issueFrom(given, about))).to.equal('MISSING_FIELD /document/issueDate');
        const dated = { ...given.document, issueDate: '2023-12-20', placeOfIssue: { UNLocationCode: 'DKAAR' } };
        const { id, args } = dcsa.issueFrom({ ...given, document: dated }, about);
        expect(id).to.equal('SMDG:MSC/62CD536BA8D34C469AFD/1');
        expect(args).to.include({ issuedOn: '2023-12-20', onBoardOn: '2023-12-20', form: 'bearer' });
      },
    );
  });

  describe('to surrender a bill', () => {
    const steps = (id: string) => dcsa.stepsOf(p.bill(id), p.acts.get(id)!, 'FRWY', named).steps;
    const asked = (id: string, more: Partial<dcsa.SurrenderRequest> = {}): dcsa.SurrenderRequest => ({
      ...{
        surrenderRequestReference: 'Z1',
        transportDocumentReference: id.split('/')[1]!,
        surrenderRequestCode: 'SREQ',
      },
      ...more,
    });

    it('become its surrender, and its surrender becomes such a request', () => {
      const id = p.issued();
      const of = { transportDocumentReference: id.split('/')[1]! };
      const delivery = asked(id, { comments: 'Puerta 4', endorsementChain: dcsa.surrenderLinks(steps(id)) });
      p.does('surrender', p.shipper, id, dcsa.surrenderFrom(delivery, p.bill(id), steps(id)));
      const back = check(dcsa.SurrenderRequest, dcsa.surrenderRequestOf(p.bill(id), of, steps(id)));
      expect(back).to.include({ surrenderRequestCode: 'SREQ', comments: 'Puerta 4' });
      expect(back.endorsementChain!.map(({ actionCode }) => actionCode)).to.deep.equal([
        'ISSUE',
        'SURRENDER_FOR_DELIVERY',
      ]);
      const other = p.issued();
      const amendment = asked(other, { surrenderRequestCode: 'AREQ', reasonCode: 'COD' });
      p.does('surrender', p.shipper, other, dcsa.surrenderFrom(amendment, p.bill(other), steps(other)));
      expect(dcsa.surrenderRequestOf(p.bill(other), of, steps(other))).to.include({ reasonCode: 'COD' });
    });

    it('are refused with the place in the request', async () => {
      const id = p.issued();
      const links = dcsa.surrenderLinks(steps(id));
      const stranger = [{ ...links[0]!, recipient: party('stranger', 'FRWY') }];
      const wrong: [Partial<dcsa.SurrenderRequest>, string][] = [
        [{ transportDocumentReference: 'OTHER' }, 'REFERENCE_DIFFERS /transportDocumentReference'],
        [{ transportDocumentSubReference: 'Version_2' }, 'VERSION_DIFFERS /transportDocumentSubReference'],
        [{ reasonCode: 'COD' }, 'REASON_DOES_NOT_FIT /reasonCode'],
        [{ surrenderRequestCode: 'AREQ' }, 'REASON_DOES_NOT_FIT /reasonCode'],
        [{ surrenderRequestCode: 'AREQ', reasonCode: 'XYZ', comments: 'x' }, 'REASON_DOES_NOT_FIT /reasonCode'],
        [{ comments: 'e\u0301' }, 'NOT_NORMALISED /comments'],
        [{ endorsementChain: stranger }, 'ENDORSEMENT_CHAIN_DIFFERS /endorsementChain/0'],
        [{ endorsementChain: [...links, ...links] }, 'ENDORSEMENT_CHAIN_DIFFERS /endorsementChain/1'],
      ];
      for (const [change, expected] of wrong)
        expect(await refused(() => dcsa.surrenderFrom(asked(id, change), p.bill(id), steps(id)))).to.equal(expected);
    });

    it('are answered by the carrier, whose answer becomes a move, and a move an answer', async () => {
      const answerTo = (id: string, action: 'SURR' | 'SREJ', comments?: string): dcsa.SurrenderAnswer => ({
        ...{ surrenderRequestReference: p.bill(id).surrender!.act, action },
        ...(comments !== undefined && { comments }),
      });
      const surrendered = (args: object): string => {
        const id = p.issued();
        p.does('surrender', p.shipper, id, args);
        return id;
      };
      const [delivery, rejected] = [surrendered({ for: 'delivery' }), surrendered({ for: 'delivery' })];
      expect(await refused(() => dcsa.answerFrom(answerTo(delivery, 'SREJ'), p.bill(delivery)))).to.equal(
        'MISSING_FIELD /comments',
      );
      const wrong = { surrenderRequestReference: 'Z1', action: 'SURR' as const };
      expect(await refused(() => dcsa.answerFrom(wrong, p.bill(delivery)))).to.equal(
        'REFERENCE_DIFFERS /surrenderRequestReference',
      );
      for (const [id, answer] of [
        [delivery, answerTo(delivery, 'SURR')],
        [rejected, answerTo(rejected, 'SREJ', 'Flete impago')],
      ] as const) {
        const done = dcsa.answerFrom(answer, p.bill(id));
        if (done.move === 'replace') throw new Error(done.move);
        p.does(done.move, p.carrier, id, done.args);
        const told = dcsa.surrenderAnswerOf(answer.surrenderRequestReference, steps(id).at(-1)!);
        expect(check(dcsa.SurrenderAnswer, told)).to.deep.equal(answer);
      }
      expect(await refused(() => dcsa.answerFrom(wrong, p.bill(delivery)))).to.equal('TITLE_NOT_SURRENDERED ');

      const toPaper = surrendered({ for: 'amendment', reason: 'SWTP' });
      expect(await refused(() => dcsa.answerFrom(answerTo(toPaper, 'SURR'), p.bill(toPaper)))).to.equal(
        'STATEMENT_DOES_NOT_FIT /action',
      );
      expect(dcsa.answerFrom(answerTo(toPaper, 'SURR'), p.bill(toPaper), { statement: 'x' })).to.deep.equal({
        move: 'acceptSurrender',
        args: { statement: 'x' },
      });
      const toSwitch = surrendered({ for: 'amendment', reason: 'SWI' });
      expect(await refused(() => dcsa.answerFrom(answerTo(toSwitch, 'SURR'), p.bill(toSwitch)))).to.equal(
        'SWITCH_DOES_NOT_FIT /action',
      );
      const switched = { switched: digestOf('salted') };
      expect(dcsa.answerFrom(answerTo(toSwitch, 'SURR'), p.bill(toSwitch), switched)).to.deep.include({
        args: switched,
      });
      const amended = surrendered({ for: 'amendment', reason: 'COD' });
      expect(dcsa.answerFrom(answerTo(amended, 'SURR'), p.bill(amended))).to.deep.include({ move: 'replace' });
    });
  });

  describe('to pass a bill on', () => {
    const to = (name: string) => ({ recipient: party(name, 'FRWY') });
    const offered = (id: string, ...links: Parameters<typeof dcsa.offerFrom>[0]) =>
      dcsa.offerFrom(links, p.bill(id), { handleOf, lapsesAt: p.tomorrow() });

    it('become the offer of it, and what is accepted is told in the same words', () => {
      const id = p.issued();
      const links = [
        { actionCode: 'ENDORSE_TO_ORDER', ...to('buyer') },
        { actionCode: 'TRANSFER', ...to('buyer') },
      ];
      p.does('offer', p.shipper, id, offered(id, ...links));
      p.does('accept', p.buyer, id);
      const { steps } = dcsa.stepsOf(p.bill(id), p.acts.get(id)!, 'FRWY', named);
      const of = document({ carrierCodeListProvider: 'NMFTA', carrierCode: 'ABCD' });
      const chain = check(dcsa.EndorsementChain, dcsa.endorsementChainOf(of, steps));
      expect(chain).to.include({ carrierSCACCode: 'ABCD', transportDocumentReference: 'MVD0001' });
      expect(chain.endorsementChain!.map(({ actionCode }) => actionCode)).to.deep.equal([
        'TRANSFER',
        'ENDORSE_TO_ORDER',
        'ISSUE',
      ]);
      expect(offered(id, { actionCode: 'TRANSFER', ...to('bank') })).to.include({ what: 'holdership', to: p.bank });
      expect(offered(id, { actionCode: 'ENDORSE', ...to('bank') })).to.include({ what: 'title', endorsement: 'named' });
      const whole = offered(id, { actionCode: 'BLANK_ENDORSE' }, { actionCode: 'TRANSFER', ...to('bank') });
      expect(whole).to.include({ what: 'both', endorsement: 'blank' });
      p.does('offer', p.buyer, id, whole);
      p.does('accept', p.bank, id);
      expect(offered(id, { actionCode: 'TRANSFER', ...to('importer') })).to.include({
        what: 'both',
        endorsement: 'blank',
      });
    });

    it('are refused with the place in the list', async () => {
      const id = p.issued();
      const transfer = { actionCode: 'TRANSFER', ...to('buyer') };
      const wrong: [Parameters<typeof dcsa.offerFrom>[0], string][] = [
        [[], 'ACTION_NOT_OFFERED /0/actionCode'],
        [[{ actionCode: 'SIGN' }], 'ACTION_NOT_OFFERED /0/actionCode'],
        [[transfer, transfer], 'ACTION_NOT_OFFERED /1/actionCode'],
        [[{ actionCode: 'ENDORSE', ...to('buyer') }, transfer, transfer], 'ACTION_NOT_OFFERED /2/actionCode'],
        [[{ actionCode: 'BLANK_ENDORSE' }], 'MISSING_FIELD /0/recipient'],
        [[{ actionCode: 'TRANSFER' }], 'MISSING_FIELD /0/recipient'],
        [[{ actionCode: 'ENDORSE', ...to('bank') }, transfer], 'RECIPIENT_NOT_ALLOWED /0/recipient'],
        [[{ actionCode: 'TRANSFER', ...to('stranger') }], 'PARTY_UNKNOWN /0/recipient'],
      ];
      for (const [links, expected] of wrong) expect(await refused(() => offered(id, ...links))).to.equal(expected);
    });

    (isHere ? it : it.skip)('are read from the standard’s own endorsement chains', () => {
      const examples = examplesOf('EBL_END_v3.0.4', 'EndorsementChain');
      expect(examples).not.to.have.length(0);
      for (const { value } of examples) {
        for (const link of (value as dcsa.EndorsementChain).endorsementChain ?? []) {
          if (link.actionCode !== 'TRANSFER') continue;
          names.set(link.recipient!.partyName, p.buyer);
          expect(offered(p.issued(), link)).to.include({ what: 'holdership', to: p.buyer });
        }
      }
    });
  });
});
