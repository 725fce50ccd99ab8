import * as z from 'zod';
import { SurrenderChainLink } from './endorsement-chain.js';
import { characters, line, open } from './shape.js';
import { transportDocumentReference, transportDocumentSubReference } from './transport-document.js';

/** Surrender for delivery, or for an amendment (DCSA SUR 3.0.4). */
export const SURRENDER_REQUEST_CODES = ['SREQ', 'AREQ'] as const;

/** Why a bill is surrendered for amendment: switch to paper, change of destination, switch bill (DCSA SUR 3.0.4). */
export const AMENDMENT_REASONS = ['SWTP', 'COD', 'SWI'] as const;
export type AmendmentReason = (typeof AMENDMENT_REASONS)[number];

/** A surrender that a platform asks the carrier to take (DCSA SUR 3.0.4). */
export const SurrenderRequest = open(
  {
    surrenderRequestReference: line(100),
    transportDocumentReference,
    surrenderRequestCode: z.enum(SURRENDER_REQUEST_CODES),
  },
  {
    transportDocumentSubReference,
    reasonCode: characters(4),
    comments: line(255),
    endorsementChain: z.array(SurrenderChainLink),
  },
);
export type SurrenderRequest = z.infer<typeof SurrenderRequest>;

/** The carrier's answer: surrendered, or the bill goes back to who surrendered it (DCSA SUR 3.0.4). */
export const SurrenderAnswer = open(
  { surrenderRequestReference: line(100), action: z.enum(['SURR', 'SREJ']) },
  {
    comments: line(255),
    feedbackElements: z.array(
      open({}, { severity: characters(50), message: characters(5000), propertyPath: characters(1000) }),
    ),
  },
);
export type SurrenderAnswer = z.infer<typeof SurrenderAnswer>;
