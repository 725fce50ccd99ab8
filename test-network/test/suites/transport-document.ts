import type { ChainParty, TransportDocument } from '@fairway/model/dcsa';
import { BILL } from '../../../sdk/model/test/dcsa/bill.ts';

/** Who is on a transport document, and under which code and reference the carrier issues it. */
export interface DocumentParts {
  carrierCode: string;
  reference: string;
  shipper: Pick<ChainParty, 'partyName' | 'identifyingCodes'>;
  endorsee?: Pick<ChainParty, 'partyName' | 'identifyingCodes'>;
}

/** A bill of lading in DCSA's shape: twelve tonnes of wool, to the endorsee's order, or else to the shipper's. */
export function transportDocument({ carrierCode, reference, shipper, endorsee }: DocumentParts): TransportDocument {
  const named = ({ partyName, identifyingCodes }: DocumentParts['shipper']) => ({ partyName, identifyingCodes });
  return {
    ...BILL,
    ...{ transportDocumentReference: reference, carrierCode, carrierCodeListProvider: 'NMFTA' },
    ...{ shippedOnBoardDate: '2026-03-01', issueDate: '2026-03-01', placeOfIssue: { UNLocationCode: 'ARBUE' } },
    documentParties: {
      shipper: named(shipper),
      issuingParty: {
        partyName: 'Naviera',
        address: { street: 'Paseo Colón', city: 'Buenos Aires', countryCode: 'AR' },
      },
      endorsee: named(endorsee ?? shipper),
    },
  };
}
