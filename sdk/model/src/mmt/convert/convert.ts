import type * as z from 'zod';
import type { Json } from '../../canonical.js';
import { demandShallow } from '../../dcsa/shape.js';
import { TransportDocument } from '../../dcsa/transport-document.js';
import { demand } from '../../refusal.js';
import { check } from '../../schema.js';
import { MmtDocument } from '../document.js';
import { inDcsa } from './in-dcsa.js';
import { inMmt } from './in-mmt.js';
import { differences, putBack, type Unsaid } from './unsaid.js';

/** A document in the other form, and what of the original the other form does not say. */
export interface Converted<T> {
  document: T;
  unsaid: Unsaid[];
}

/**
 * Gives a DCSA transport document out as UN/CEFACT MMT (FIATA's eFBL), which is a negotiable bill always.
 *
 * `beside` are values that MMT has and DCSA does not say, such as what an earlier `fromMmt` returned as unsaid: with
 * those the first document comes back whole. Throws a `Refusal`: what the shape refuses, with the path in the document
 * given; `NOT_NEGOTIABLE` for a sea waybill or a straight bill; what MMT needs and neither says, with the path in MMT.
 */
export function toMmt(given: unknown, beside: readonly Unsaid[] = []): Converted<MmtDocument> {
  demandShallow(given);
  const original = check(TransportDocument, given);
  demandNegotiable(original);
  const document = checked(MmtDocument, putBack(json(inMmt(original)), beside));
  return { document, unsaid: differences(json(given), json(inDcsa(document))) };
}

/**
 * Takes a UN/CEFACT MMT document (FIATA's eFBL) in as a DCSA transport document.
 *
 * DCSA demands what MMT has no place for, such as planned dates and the carrier's terms: `beside` says that, or is what
 * an earlier `toMmt` returned as unsaid. Throws a `Refusal`: what the shape refuses, with the path in the document
 * given; what DCSA needs and neither says, or what is too long for it, with the path in DCSA; `NOT_NEGOTIABLE`.
 */
export function fromMmt(given: unknown, beside: readonly Unsaid[] = []): Converted<TransportDocument> {
  demandShallow(given);
  const original = check(MmtDocument, given);
  const document = checked(TransportDocument, putBack(json(inDcsa(original)), beside));
  demandNegotiable(document);
  return { document, unsaid: differences(json(given), json(inMmt(document))) };
}

function demandNegotiable({ transportDocumentTypeCode, isToOrder }: TransportDocument): void {
  const sentence = "a bill to order is accepted: FIATA's bill is one, and says nothing of others";
  demand(transportDocumentTypeCode === 'BOL', 'NOT_NEGOTIABLE', sentence, '/transportDocumentTypeCode');
  demand(isToOrder, 'NOT_NEGOTIABLE', sentence, '/isToOrder');
}

/** A value as it is, members that the schema does not name included, once it is checked. */
function checked<T extends z.ZodType>(schema: T, value: Json): z.infer<T> {
  check(schema, value);
  return value as z.infer<T>;
}

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
