import type { IdentifyingCode } from '../dcsa/party.js';
import type { TransportDocument } from '../dcsa/transport-document.js';
import { demand } from '../refusal.js';
import { totals } from './quantities.js';
import type { Named, Said, Stated } from './stated.js';

/** What a DCSA document states. Throws `NOT_A_BILL` for a sea waybill, `NOT_ELECTRONIC` for the text of a paper bill. */
export function statedInDcsa(document: TransportDocument): Stated {
  const { documentParties: parties, isToOrder } = document;
  demand(
    document.transportDocumentTypeCode === 'BOL',
    'NOT_A_BILL',
    'a bill of lading (BOL) is accepted; a sea waybill carries no title',
    '/transportDocumentTypeCode',
  );
  demand(document.isElectronic, 'NOT_ELECTRONIC', 'the document of an electronic bill is accepted', '/isElectronic');
  const other = isToOrder ? parties.consignee : parties.endorsee;
  demand(
    other === undefined,
    'FORM_DIFFERS',
    'a bill to order names an endorsee or nobody, a straight bill its consignee (DCSA EBL 3.0.4)',
    isToOrder ? '/documentParties/consignee' : '/documentParties/endorsee',
  );
  const cargo = document.consignmentItems.flatMap(({ cargoItems }) => cargoItems);
  const place = document.placeOfIssue as { UNLocationCode?: string; countryCode?: string } | undefined;
  return {
    standard: 'dcsa',
    carrier: at('/carrierCode', {
      list: document.carrierCodeListProvider === 'SMDG' ? 'SMDG' : 'SCAC',
      code: document.carrierCode,
    }),
    reference: at('/transportDocumentReference', document.transportDocumentReference),
    version: at('/transportDocumentSubReference', document.transportDocumentSubReference),
    toOrder: at('/isToOrder', isToOrder),
    issuer: at('/documentParties/issuingParty', named(parties.issuingParty)),
    shipper: at('/documentParties/shipper', named(parties.shipper)),
    consignee: isToOrder
      ? at('/documentParties/endorsee', named(parties.endorsee))
      : at('/documentParties/consignee', named(parties.consignee)),
    quantities: at(
      '/consignmentItems',
      totals(
        [cargo.map(({ cargoGrossWeight }) => cargoGrossWeight), cargo.map(({ cargoGrossVolume }) => cargoGrossVolume)],
        cargo.map(({ outerPackaging }) => outerPackaging.numberOfPackages),
      ),
    ),
    issuedOn: at('/issueDate', document.issueDate),
    onBoardOn: at('/shippedOnBoardDate', document.shippedOnBoardDate),
    issuedAt: at('/placeOfIssue', place && { place: place.UNLocationCode, country: place.countryCode }),
  };
}

const at = <T>(path: string, value: T | undefined): Said<T> => ({ path, value });

const named = (
  party: { partyName: string; identifyingCodes?: IdentifyingCode[] | undefined } | undefined,
): Named | undefined =>
  party && { name: party.partyName, codes: (party.identifyingCodes ?? []).map(({ partyCode }) => partyCode) };
