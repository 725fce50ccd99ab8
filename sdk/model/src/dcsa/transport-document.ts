import * as z from 'zod';
import { ConsignmentItem, CustomsReference, License, Reference } from './cargo.js';
import { UtilizedTransportEquipment } from './equipment.js';
import { DocumentParties, PartyContactDetail } from './party.js';
import { InvoicePayableAt, PlaceOfIssue, Transports } from './place.js';
import { CurrencyCode, FullDate, amount, characters, count, line, open, word } from './shape.js';

const displayedName = z.array(characters(35)).max(5);
const HandoverType = z.enum(['CY', 'SD', 'CFS']);
const PaymentTerm = z.enum(['PRE', 'COL']);

const Charge = open(
  {
    chargeName: line(50),
    currencyAmount: amount,
    currencyCode: CurrencyCode,
    paymentTermCode: PaymentTerm,
    calculationBasis: line(50),
    unitPrice: amount,
    quantity: amount,
  },
  { extendedChargeName: line(100) },
);

const Feedback = open(
  { severity: characters(50), code: characters(50), message: characters(5000) },
  { jsonPath: characters(500), property: characters(100) },
);

/** Which document, in which version: what every DCSA message about a document names it by. */
export const transportDocumentReference = line(20);
export const transportDocumentSubReference = line(100);

/**
 * A transport document as a carrier gives it out: bill of lading or sea waybill (DCSA EBL 3.0.4; ISS 3.0.4 and PINT
 * 3.0.0 carry the same, without feedback).
 */
export const TransportDocument = open(
  {
    transportDocumentReference,
    transportDocumentStatus: characters(50),
    transportDocumentTypeCode: z.enum(['BOL', 'SWB']),
    isShippedOnBoardType: z.boolean(),
    isElectronic: z.boolean(),
    isToOrder: z.boolean(),
    termsAndConditions: characters(50_000),
    receiptTypeAtOrigin: HandoverType,
    deliveryTypeAtDestination: HandoverType,
    cargoMovementTypeAtOrigin: characters(3),
    cargoMovementTypeAtDestination: characters(3),
    carrierCode: word(4),
    carrierCodeListProvider: z.enum(['SMDG', 'NMFTA']),
    transports: Transports,
    invoicePayableAt: InvoicePayableAt,
    partyContactDetails: z.array(PartyContactDetail).min(1),
    documentParties: DocumentParties,
    consignmentItems: z.array(ConsignmentItem).min(1),
    utilizedTransportEquipments: z.array(UtilizedTransportEquipment).min(1),
  },
  {
    transportDocumentSubReference,
    shippingInstructionsReference: line(100),
    freightPaymentTermCode: PaymentTerm,
    numberOfCopiesWithCharges: count,
    numberOfCopiesWithoutCharges: count,
    numberOfOriginalsWithCharges: count,
    numberOfOriginalsWithoutCharges: count,
    displayedNameForPlaceOfReceipt: displayedName,
    displayedNameForPortOfLoad: displayedName,
    displayedNameForPortOfDischarge: displayedName,
    displayedNameForPlaceOfDelivery: displayedName,
    shippedOnBoardDate: FullDate,
    displayedShippedOnBoardReceivedForShipment: line(250),
    issueDate: FullDate,
    receivedForShipmentDate: FullDate,
    serviceContractReference: characters(30),
    contractQuotationReference: line(35),
    extendedContractQuotationReference: line(70),
    declaredValue: amount,
    declaredValueCurrency: CurrencyCode,
    carrierClauses: z.array(line(20_000)),
    numberOfRiderPages: count,
    charges: z.array(Charge),
    placeOfIssue: PlaceOfIssue,
    exportLicense: License,
    importLicense: License,
    references: z.array(Reference),
    customsReferences: z.array(CustomsReference),
    feedbacks: z.array(Feedback),
  },
);
export type TransportDocument = z.infer<typeof TransportDocument>;
