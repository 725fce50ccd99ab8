import * as z from 'zod';
import { Consignment } from './consignment.js';
import { Code, DateTime, Identifier, Location, Text, closed } from './value.js';

/**
 * A negotiable FIATA multimodal transport bill of lading in the terms of UN/CEFACT's Multi-Modal Transport reference
 * data model: FIATA's electronic bill (eFBL), release 20230106 of the JSON Schema at github.com/FIATA/eFBL, whole, which
 * was the newest there in March 2026. What each member is in UN/CEFACT's library says FIATA's "FBL - UNCEFACT - mapping".
 *
 * As strict as that schema: further members are refused, text is not bounded. What could not be checked against a
 * published source: which list `documentStatus` takes its code from, and who assigns `id` outside FIATA's own service.
 */
export const MmtDocument = closed({
  exchanged_document: closed(
    {
      issueDateTime: DateTime,
      /** A number, or a number and words. */
      originalIssuedQuantity: z.string(),
      documentStatus: Code,
      issueLocation: Location,
      firstSignatoryAuthentication: closed({}, { actualDateTime: DateTime, id: z.string(), statement: Text }),
    },
    {
      /** The bill of lading number. */
      id: z.string(),
      additionalIdentifiers: z.array(Identifier),
      copyIssuedQuantity: z.number(),
      contractualClause: closed({ text: Text }, { id: z.string() }),
    },
  ),
  supply_chain_consignment: Consignment,
});
export type MmtDocument = z.infer<typeof MmtDocument>;

/** Whether something is meant as a UN/CEFACT MMT document: by the names of its two parts. */
export const isMmt = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && ('exchanged_document' in given || 'supply_chain_consignment' in given);
