import { STATUS_CODES } from 'node:http';
import { instantOf } from '@fairway/model';
import { jsonPathOf, type ErrorResponse } from '@fairway/model/dcsa';
import type { Problem } from '@fairway/sdk/rest';
import type { Request, Response } from 'express';

/** Answers with a problem as PINT 3.0.0 writes what nobody signs: the problem's code is the error's short text. */
export function refused(problem: Problem, request: Request, response: Response): void {
  const { status, title, code, detail, pointer } = problem;
  const body: ErrorResponse = {
    httpMethod: request.method as ErrorResponse['httpMethod'],
    requestUri: request.originalUrl,
    statusCode: status,
    statusCodeText: STATUS_CODES[status] ?? 'Error',
    statusCodeMessage: title,
    providerCorrelationReference: response.get('Request-Id')!,
    errorDateTime: instantOf(Date.now()),
    errors: [
      {
        errorCodeText: code,
        errorCodeMessage: detail.slice(0, 5000),
        ...(pointer && { jsonPath: jsonPathOf(pointer).slice(0, 500) }),
      },
    ],
  };
  response.set('API-Version', VERSION).json(body);
}

/** The version of the standard that is served; `API-Version` of an answer. */
export const VERSION = '3.0.0';
