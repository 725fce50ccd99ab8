import { TransportDocument } from '../dcsa/transport-document.js';
import { demandShallow } from '../dcsa/shape.js';
import { isMmt } from '../mmt/document.js';
import { check } from '../schema.js';
import { statedInMmt } from './stated-in-mmt.js';
import { statedInDcsa } from './stated-in-dcsa.js';

/** What a document says, and where (RFC 6901); without a value where it says nothing. */
export interface Said<T> {
  path: string;
  value: T | undefined;
}

/** A party as a document names it. */
export interface Named {
  name: string | undefined;
  /** Codes that identify it, in whosever list. */
  codes: string[];
}

/** What a transport document says that the terms of its bill say too. */
export interface Stated {
  standard: 'dcsa' | 'mmt';
  carrier: Said<{ list: 'SMDG' | 'SCAC'; code: string }>;
  reference: Said<string>;
  /** DCSA's subreference. */
  version: Said<string>;
  toOrder: Said<boolean>;
  issuer: Said<Named>;
  shipper: Said<Named>;
  /** Whom a straight bill is for, or to whose order the other is. */
  consignee: Said<Named>;
  /** By unit, as in a bill's quantities; those that the document states of all its goods. */
  quantities: Said<ReadonlyMap<string, number>>;
  issuedOn: Said<string>;
  /** Undefined where the form has no place for it. */
  onBoardOn: Said<string> | undefined;
  issuedAt: Said<{ place?: string | undefined; country?: string | undefined }>;
}

/** Checks a transport document, as parsed from JSON, in either form, and says what it states. Throws a `Refusal` with the path. */
export function stated(given: unknown): Stated {
  demandShallow(given);
  return isMmt(given) ? statedInMmt(given) : statedInDcsa(check(TransportDocument, given));
}
