import { expect } from 'chai';
import * as dcsa from '@fairway/model/dcsa';
import { refusalOf } from '../../refusals.ts';
import { bank, bill, carrier, exporter, importer, party, step, trader } from './world.ts';

const replay = (document: dcsa.TransportDocument, ...steps: dcsa.TransferStep[]): dcsa.Possession =>
  steps.reduce<dcsa.Possession | undefined>(
    (before, one) => dcsa.advance(document, before, dcsa.transactionOf(one)),
    undefined,
  )!;

const issued = step('ISSUE', carrier, exporter);
const toExporter = bill({ endorsee: exporter });
const straight = bill({ isToOrder: false, consignee: importer });
const agent = {
  ...party('agent', 'BOLE'),
  representedParty: { partyName: 'importer', identifyingCodes: importer.identifyingCodes },
};

describe('Possession of a bill on a transfer chain', () => {
  it('goes to the first possessor at issue, and from hand to hand by transfer', () => {
    const at = replay(toExporter, issued, step('TRANSFER', exporter, bank), step('TRANSFER', bank, importer));
    expect(at.possessor).to.equal(importer);
    expect(at.title).to.deep.include({ kind: 'named', codes: exporter.identifyingCodes });
  });

  it('is not moved by endorsements, which move the title', () => {
    const at = replay(toExporter, issued, step('ENDORSE_TO_ORDER', exporter, bank));
    expect(at.possessor).to.equal(exporter);
    expect(at.title).to.deep.equal({ kind: 'named', codes: bank.identifyingCodes, mayEndorse: true });
  });

  it('alone carries the title of a bill in blank, which may be endorsed to a name again', () => {
    const steps = [issued, step('BLANK_ENDORSE', exporter), step('TRANSFER', exporter, bank)];
    expect(replay(toExporter, ...steps).title.kind).to.equal('blank');
    expect(replay(toExporter, ...steps, step('ENDORSE', bank, importer)).title).to.deep.include({ mayEndorse: false });
  });

  it('is with the carrier from surrender on, and back when the carrier rejects it', () => {
    const steps = [issued, step('SURRENDER_FOR_DELIVERY', exporter, carrier)];
    expect(replay(toExporter, ...steps)).to.deep.include({ possessor: carrier, isClosed: false });
    expect(replay(toExporter, ...steps, step('SREJ', carrier, exporter))).to.deep.include({ possessor: exporter });
    expect(replay(toExporter, ...steps, step('SREJ', carrier, exporter))).not.to.have.property('surrender');
    expect(replay(toExporter, ...steps, step('SACC', carrier)).isClosed).to.equal(true);
  });

  it('of a straight bill is surrendered by the consignee, or an agent that says it acts for it', () => {
    for (const holder of [importer, agent]) {
      const steps = [issued, step('TRANSFER', exporter, holder), step('SURRENDER_FOR_DELIVERY', holder, carrier)];
      expect(replay(straight, ...steps).surrender).to.deep.include({ by: holder });
    }
  });

  const wrong: [string, string, dcsa.TransportDocument, dcsa.TransferStep[]][] = [
    ['a chain that does not begin with the issue', 'NOT_ISSUED', toExporter, [step('TRANSFER', exporter, bank)]],
    ['a second issue', 'ISSUED_TWICE', toExporter, [issued, step('ISSUE', carrier, bank)]],
    [
      'a transfer by who has it no more',
      'NOT_POSSESSOR',
      toExporter,
      [issued, step('TRANSFER', exporter, bank), step('TRANSFER', exporter, trader)],
    ],
    [
      'a transfer by the same party on another platform',
      'NOT_POSSESSOR',
      toExporter,
      [issued, step('TRANSFER', { ...exporter, eblPlatform: 'BOLE' }, bank)],
    ],
    [
      'an endorsement by the endorsee that does not have it',
      'NOT_POSSESSOR',
      toExporter,
      [issued, step('TRANSFER', exporter, bank), step('ENDORSE', exporter, bank)],
    ],
    [
      'an endorsement by the possessor that is not endorsee',
      'NOT_TITLE_HOLDER',
      toExporter,
      [issued, step('TRANSFER', exporter, bank), step('ENDORSE', bank, trader)],
    ],
    [
      'an endorsement on, after one that ends there',
      'NOT_TITLE_HOLDER',
      toExporter,
      [issued, step('ENDORSE', exporter, bank), step('TRANSFER', exporter, bank), step('ENDORSE', bank, trader)],
    ],
    ['an endorsement of a straight bill', 'NOT_NEGOTIABLE', straight, [issued, step('ENDORSE', exporter, importer)]],
    [
      'a surrender by a possessor without title',
      'NOT_TITLE_HOLDER',
      toExporter,
      [issued, step('TRANSFER', exporter, bank), step('SURRENDER_FOR_DELIVERY', bank, carrier)],
    ],
    [
      'a surrender of a straight bill by neither consignee nor shipper',
      'NOT_TITLE_HOLDER',
      straight,
      [issued, step('TRANSFER', exporter, trader), step('SURRENDER_FOR_DELIVERY', trader, carrier)],
    ],
    [
      'a surrender to somebody else than the carrier',
      'NOT_THE_CARRIER',
      toExporter,
      [issued, step('SURRENDER_FOR_DELIVERY', exporter, bank)],
    ],
    [
      'a transfer while a surrender waits',
      'SURRENDER_PENDING',
      toExporter,
      [issued, step('SURRENDER_FOR_DELIVERY', exporter, carrier), step('TRANSFER', exporter, bank)],
    ],
    [
      'an answer by somebody else than the carrier',
      'NOT_THE_CARRIER',
      toExporter,
      [issued, step('SURRENDER_FOR_DELIVERY', exporter, carrier), step('SACC', exporter)],
    ],
    ['an answer to no surrender', 'NOT_SURRENDERED', toExporter, [issued, step('SACC', carrier)]],
    [
      'a rejection that gives the bill to another',
      'RECIPIENT_NOT_ALLOWED',
      toExporter,
      [issued, step('SURRENDER_FOR_DELIVERY', exporter, carrier), step('SREJ', carrier, bank)],
    ],
    [
      'anything after an accepted surrender',
      'BILL_CLOSED',
      toExporter,
      [
        issued,
        step('SURRENDER_FOR_DELIVERY', exporter, carrier),
        step('SACC', carrier),
        step('SREJ', carrier, exporter),
      ],
    ],
    ['a transfer to nobody', 'RECIPIENT_NOT_ALLOWED', toExporter, [issued, step('TRANSFER', exporter)]],
    ['a signature for somebody', 'RECIPIENT_NOT_ALLOWED', toExporter, [issued, step('SIGN', exporter, bank)]],
    [
      'a reason for anything but an amendment',
      'REASON_NOT_ALLOWED',
      toExporter,
      [issued, step('SURRENDER_FOR_DELIVERY', exporter, carrier, { reason: 'SWTP' })],
    ],
    [
      'an action that the standard does not know',
      'ACTION_UNKNOWN',
      toExporter,
      [issued, step('PLEDGE' as never, exporter)],
    ],
  ];
  for (const [what, expected, document, steps] of wrong) {
    it(`refuses ${what}`, async () => {
      expect((await refusalOf(() => replay(document, ...steps))).code).to.equal(expected);
    });
  }
});
