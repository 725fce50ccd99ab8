import * as z from 'zod';
import { DateTime, characters, open } from '../shape.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'] as const;

/** One thing that is wrong with a request; the number, 7000 to 9999, is the answering platform's own. */
const DetailedError = open(
  { errorCodeText: characters(100), errorCodeMessage: characters(5000) },
  {
    errorCode: z.int().min(7000).max(9999),
    property: characters(100),
    value: characters(500),
    jsonPath: characters(500),
  },
);

/** What DCSA's APIs answer where something failed (PINT 3.0.0). Nobody signs it, so it settles no transfer. */
export const ErrorResponse = open(
  {
    httpMethod: z.enum(METHODS),
    requestUri: z.string(),
    statusCode: z.int32(),
    statusCodeText: characters(50),
    errorDateTime: DateTime,
    errors: z.array(DetailedError).min(1),
  },
  { statusCodeMessage: characters(200), providerCorrelationReference: characters(100) },
);
export type ErrorResponse = z.infer<typeof ErrorResponse>;

/** A JSON pointer (RFC 6901) as JSONPath (RFC 9535), as an error names a place. */
export const jsonPathOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, step) => path + (/^\d+$/.test(step) ? `[${step}]` : `[${JSON.stringify(step)}]`), '$');
