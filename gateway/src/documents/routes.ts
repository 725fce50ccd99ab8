import { Refusal, check } from '@fairway/model';
import { DocumentSubject } from '@fairway/model/document';
import type { DocumentClaim, SealedDocuments } from '@fairway/sdk';
import express, { Router, type Request } from 'express';
import { reached } from '../blobs/routes.js';
import type { Part } from '../http/app.js';
import { berths } from '../http/berths.js';
import { noMethodBut } from '../http/no-method-but.js';
import { transactionIn } from '../http/transaction-id.js';
import { MAX_SEALED_BYTES } from './document-keeper.js';

const BYTES = 'application/octet-stream';

/** Whose transaction may not be here yet may have to wait for it; so many do at a time. */
const WAITING = { atOnce: 48, ofOneAddress: 4 };

/** Where the gateway serves encrypted documents: to anyone, and from anyone who shows what they are for. */
export const documentPart = (documents: SealedDocuments): Part => ({
  path: '/api/documents',
  access: 'anyone',
  router: documentRoutes(documents),
});

/**
 * `GET` and `PUT /:address`: encrypted documents, by addresses that come of their keys. Any page may ask, since
 * a page of one member opens the links of another. What is refused is thrown.
 */
function documentRoutes(documents: SealedDocuments): Router {
  const routes = Router();
  const waiting = berths<{ address: string }>('documents of new transactions', WAITING);

  routes.get('/:address', async (request, response) => {
    response.set({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      // The address opens nothing, yet tells who may ask a browser's memory what was looked at.
      'cache-control': 'no-store',
    });
    const sealed = await reached(documents.get(request.params.address));
    if (!sealed) throw new Refusal('DOCUMENT_UNKNOWN', 'the address of a document that is kept here is accepted');
    response.type(BYTES).send(Buffer.from(sealed));
  });

  routes.put(
    '/:address',
    (request: Request<{ address: string }>, response, next) =>
      request.get('document-after') === undefined ? next() : waiting(request, response, next),
    express.raw({ type: BYTES, limit: MAX_SEALED_BYTES, inflate: false }),
    async (request: Request<{ address: string }>, response) => {
      const body: unknown = request.body;
      if (!Buffer.isBuffer(body)) throw new Refusal('WRONG_TYPE', `a body of the type ${BYTES} is accepted`);
      await reached(documents.put(request.params.address, new Uint8Array(body), claimOf(request)));
      response.status(204).end();
    },
  );

  routes.all('/:address', noMethodBut('GET', 'HEAD', 'PUT'));

  return routes;
}

const Place = DocumentSubject.omit({ network: true });

/** What the headers say of why the document is to be kept. They are kept out of addresses, which logs keep. */
function claimOf(request: Request<{ address: string }>): DocumentClaim {
  const [member, kind, ...id] = (request.get('document-record') ?? '').split('/');
  const document = request.get('document-digest') ?? '';
  const after = transactionIn(request, 'document-after');
  return {
    record: check(Place, { member, kind, id: id.join('/') }),
    document,
    ...(after === undefined ? {} : { after }),
  };
}
