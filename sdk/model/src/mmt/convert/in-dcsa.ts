import type { MmtDocument } from '../document.js';
import { orderParty } from '../to-order.js';
import { given, listed } from './given.js';
import { containersInDcsa, itemInDcsa } from './goods.js';
import { carrierInDcsa, identifiersInDcsa } from './identifiers.js';
import { partyInDcsa } from './party.js';
import { payableInDcsa, placeInDcsa, placeOfIssueInDcsa, portInDcsa } from './place.js';

/** What DCSA can say of a FIATA bill; what it demands besides has to be said beside. */
export function inDcsa({ exchanged_document: bill, supply_chain_consignment: consignment }: MmtDocument) {
  const { carrier, others } = carrierInDcsa(consignment.cto?.id);
  const [charge] = consignment.applicableServiceCharge ?? [];
  const arrangement = charge?.paymentArrangementCode?.value;
  const originals = /^\s*([0-9]{1,3})(?![0-9])/.exec(bill.originalIssuedQuantity)?.[1];
  const clauses = bill.contractualClause?.text.value.split('\n');
  const { declaredValueForCarriageAmount: declared, includedConsignmentItem: items = [] } = consignment;
  return given({
    transportDocumentReference: bill.id,
    ...identifiersInDcsa(bill.additionalIdentifiers),
    transportDocumentStatus: bill.documentStatus.agency === 'DCSA' ? bill.documentStatus.value : undefined,
    transportDocumentTypeCode: 'BOL',
    isElectronic: true,
    isToOrder: true,
    ...carrier,
    issueDate: dateOf(bill.issueDateTime.value),
    placeOfIssue: placeOfIssueInDcsa(bill.issueLocation),
    numberOfOriginalsWithoutCharges: originals === undefined || Number(originals) === 1 ? undefined : Number(originals),
    numberOfCopiesWithoutCharges: bill.copyIssuedQuantity,
    carrierClauses: listed(clauses?.map((line) => line.trim()).filter((line) => line !== '')),
    declaredValue: declared?.value,
    declaredValueCurrency: declared?.currency,
    freightPaymentTermCode: arrangement === 'P' ? 'PRE' : arrangement === 'C' ? 'COL' : undefined,
    invoicePayableAt: payableInDcsa(charge?.paymentPlace),
    documentParties: given({
      shipper: partyInDcsa(consignment.consignor),
      endorsee: partyInDcsa(orderParty(consignment.consignee)),
      issuingParty: partyInDcsa(consignment.cto && { ...consignment.cto, id: others }),
      carriersAgentAtDestination: partyInDcsa(consignment.ctoAgent),
      notifyParties: listed(consignment.notifiedParty?.slice(0, 3).map(partyInDcsa)),
    }),
    transports: given({
      placeOfReceipt: placeInDcsa(consignment.carrierAcceptanceLocation),
      placeOfDelivery: placeInDcsa(consignment.consigneeReceiptLocation),
      portOfLoading: portInDcsa(consignment.loadingBaseportLocation),
      portOfDischarge: portInDcsa(consignment.unloadingBaseportLocation),
      vesselVoyages: consignment.mainCarriageTransportMovement?.map(({ name, voyageNumber }) => ({
        ...given({ vesselName: name?.value, carrierExportVoyageNumber: voyageNumber?.value }),
      })),
    }),
    consignmentItems: listed(items.map(itemInDcsa)),
    utilizedTransportEquipments: containersInDcsa(items),
  });
}

/** The date of a moment, as it is written there (ISO 8601), whatever `format` says; undefined where it is written otherwise. */
export const dateOf = (moment: string): string | undefined => /^(\d{4}-\d{2}-\d{2})(?:$|[Tt ])/.exec(moment)?.[1];
