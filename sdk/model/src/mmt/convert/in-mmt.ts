import type { TransportDocument } from '../../dcsa/transport-document.js';
import { sum } from '../unit.js';
import { given, listed } from './given.js';
import { itemInMmt } from './goods.js';
import { carrierInMmt, identifiersInMmt } from './identifiers.js';
import { partyInMmt } from './party.js';
import { payableInMmt, placeInMmt, placeOfIssueInMmt, portInMmt } from './place.js';

/** What MMT can say of a DCSA bill to order. */
export function inMmt(document: TransportDocument) {
  const { documentParties: parties, transports, consignmentItems, freightPaymentTermCode: term } = document;
  const { issuingParty, endorsee, carriersAgentAtDestination: agent, notifyParties } = parties;
  const cto = partyInMmt(issuingParty);
  const containers = new Set(document.utilizedTransportEquipments);
  return {
    exchanged_document: {
      id: document.transportDocumentReference,
      additionalIdentifiers: listed(identifiersInMmt(document)),
      issueDateTime: document.issueDate === undefined ? undefined : { value: document.issueDate, format: 'YYYY-MM-DD' },
      originalIssuedQuantity: originalsInMmt(document),
      copyIssuedQuantity: together(document.numberOfCopiesWithCharges, document.numberOfCopiesWithoutCharges),
      documentStatus: { value: document.transportDocumentStatus, agency: 'DCSA' },
      issueLocation: placeOfIssueInMmt(document.placeOfIssue),
      contractualClause: listed(document.carrierClauses) && { text: { value: document.carrierClauses!.join('\n') } },
      // FIATA demands the member and nothing in it; the bill's act is signed instead.
      firstSignatoryAuthentication: {},
    },
    supply_chain_consignment: given({
      numberOfPackages: sum(
        consignmentItems.flatMap(({ cargoItems }) => cargoItems.map((one) => one.outerPackaging.numberOfPackages)),
      ),
      declaredValueForCarriageAmount:
        document.declaredValue === undefined
          ? undefined
          : { value: document.declaredValue, ...given({ currency: document.declaredValueCurrency }) },
      consignor: partyInMmt(parties.shipper),
      consignee: endorsee && partyInMmt(endorsee),
      ctoAgent: agent && partyInMmt(agent),
      cto: { ...cto, id: [...(cto.id ?? []), carrierInMmt(document)] },
      notifiedParty: listed(notifyParties?.map(partyInMmt)),
      carrierAcceptanceLocation: placeInMmt(transports.placeOfReceipt),
      consigneeReceiptLocation: placeInMmt(transports.placeOfDelivery),
      loadingBaseportLocation: portInMmt(transports.portOfLoading),
      unloadingBaseportLocation: portInMmt(transports.portOfDischarge),
      mainCarriageTransportMovement: transports.vesselVoyages.map((one) => ({
        name: { value: one.vesselName },
        voyageNumber: { value: one.carrierExportVoyageNumber },
      })),
      applicableServiceCharge: listed([
        given({
          paymentArrangementCode: term && { value: term === 'PRE' ? 'P' : 'C', agency: 'UN/EDIFACT' },
          paymentPlace: payableInMmt(document.invoicePayableAt),
        }),
      ]),
      includedConsignmentItem: consignmentItems.map((item) => {
        const inside = new Set(item.cargoItems.map(({ equipmentReference }) => equipmentReference));
        const here = [...containers].filter(({ equipment }) => inside.has(equipment.equipmentReference));
        for (const one of here) containers.delete(one);
        return itemInMmt(item, here);
      }),
    }),
  };
}

/** An electronic bill is one original (MLETR art. 10); DCSA gives no number for it, or none, or one. */
function originalsInMmt(document: TransportDocument): string | undefined {
  const number = together(document.numberOfOriginalsWithCharges, document.numberOfOriginalsWithoutCharges);
  return document.isElectronic && !number ? '1' : number?.toString();
}

const together = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
