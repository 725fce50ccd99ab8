import { Refusal, check } from '@fairway/model';
import { IdentifyingCode } from '@fairway/model/dcsa';
import express, { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Part } from '../http/app.js';
import { noMethodBut } from '../http/no-method-but.js';
import { GatewayProblem } from '../http/problem.js';
import type { EnvelopeDesk, PintAnswer } from './envelope-desk.js';
import { VERSION, refused } from './refused.js';

const JSON_TYPE = 'application/json';

/** Gives the name of the party here that other platforms may send bills to under a code; undefined where there is none. */
export type ReceiverLookup = (code: IdentifyingCode) => Promise<string | undefined>;

/**
 * The endpoints of DCSA PINT 3.0.0 as a part of a platform's own app, below `/pint/v3`. Other platforms have no tokens
 * here: an envelope speaks by its signatures, what follows by a reference that nobody else knows.
 */
export const pintPart = (desk: EnvelopeDesk, receiver?: ReceiverLookup): Part => ({
  path: '/pint/v3',
  access: 'anyone',
  counts: 'writes',
  patience: 120_000,
  router: pintRoutes(desk, receiver),
  refuses: refused,
});

/**
 * `POST /envelopes`, `PUT /envelopes/:reference/additional-documents/:checksum`, `PUT /envelopes/:reference/finish-transfer`
 * and `POST /receiver-validation`. Answers are JSON as PINT has them, signed where it says so; what is refused unsigned
 * is thrown, and `pintPart` has it written as PINT's error.
 */
function pintRoutes(desk: EnvelopeDesk, receiver: ReceiverLookup = () => Promise.resolve(undefined)): Router {
  const routes = Router();
  const { envelopeBytes, documentBytes } = desk.bounds;
  const ofThisVersion: RequestHandler = (request, response, next) => {
    response.set('API-Version', VERSION);
    const asked = request.get('API-Version');
    if (asked !== undefined && asked.split('.')[0] !== '3')
      throw new GatewayProblem('REQUEST_BROKEN', 'API-Version 3 is served here');
    next();
  };
  routes.use(ofThisVersion);

  routes.post('/envelopes', ...json(envelopeBytes), async (request, response) => {
    send(response, await desk.start(request.body));
  });

  routes.put(
    '/envelopes/:reference/additional-documents/:checksum',
    (request: Request<{ reference: string; checksum: string }>, _response: Response, next: NextFunction) => {
      // A document for nothing is not read.
      desk.demandKept(request.params.reference);
      next();
    },
    // Base64 in quotation marks.
    ...json(4 * Math.ceil(documentBytes / 3) + 2),
    async (request: Request<{ reference: string; checksum: string }>, response: Response) => {
      const { reference, checksum } = request.params;
      const body: unknown = request.body;
      if (typeof body !== 'string')
        throw new GatewayProblem('REQUEST_BROKEN', 'a document in base64, as one JSON string, is accepted');
      const answer = await desk.receive(reference, checksum, new Uint8Array(Buffer.from(body, 'base64')));
      if (answer) send(response, answer);
      else response.status(204).end();
    },
  );

  routes.put('/envelopes/:reference/finish-transfer', async (request, response) => {
    send(response, await desk.finish(request.params.reference));
  });

  routes.post('/receiver-validation', ...json(4096), async (request, response) => {
    const partyName = await receiver(check(IdentifyingCode, request.body));
    if (partyName === undefined)
      throw new Refusal('RECEIVER_UNKNOWN', 'the code of a party that takes bills here is accepted');
    response.json({ partyName });
  });

  routes.all('/envelopes', noMethodBut('POST'));
  routes.all('/envelopes/:reference/additional-documents/:checksum', noMethodBut('PUT'));
  routes.all('/envelopes/:reference/finish-transfer', noMethodBut('PUT'));
  routes.all('/receiver-validation', noMethodBut('POST'));

  return routes;
}

const json = (limit: number): RequestHandler<never>[] => [
  (request, _response, next) => {
    if (request.is(JSON_TYPE) !== JSON_TYPE)
      throw new GatewayProblem('MEDIA_TYPE_NOT_ACCEPTED', `${JSON_TYPE} is accepted`);
    next();
  },
  express.json({ type: JSON_TYPE, limit, inflate: false, strict: false }),
];

const send = (response: Response, { status, body }: PintAnswer): void => void response.status(status).json(body);
