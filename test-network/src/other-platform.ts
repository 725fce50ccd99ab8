import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  STATUS,
  checksumOf,
  checksumOfJson,
  finishTransfer,
  receiveDocument,
  receiveEnvelope,
  signCompact,
  type Envelope,
  type JwsSigner,
  type TransferFinished,
  type Trust,
  type VerifiedEnvelope,
} from '@fairway/model/dcsa';

export type Step = 'start' | 'document' | 'finish';

/** What is answered: a text as it is sent, or nothing. */
export interface Said {
  status: number;
  text?: string;
  headers?: Record<string, string>;
}

/** What the platform does with a request: as it should, or otherwise. */
export interface Conduct {
  /** Loses the connection before it has looked at the request. */
  losesBefore?: (step: Step) => boolean;
  /** Says something else than it should; undefined: loses the connection; 'silence': says nothing. */
  says?: (step: Step, said: Said) => Said | undefined | 'silence' | Promise<Said>;
}

/**
 * A platform of another maker that takes envelopes over HTTP (PINT 3.0.0): checks them by the model, answers with its
 * own signature, and remembers what it has accepted. It knows nothing of the ledger.
 */
export class OtherPlatform {
  conduct: Conduct = {};
  readonly accepted: Envelope[] = [];
  /** What it was asked, in order. */
  readonly asked: Step[] = [];
  readonly #open = new Map<
    string,
    { envelope: Envelope; verified: VerifiedEnvelope; documents: Map<string, Uint8Array> }
  >();
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => request.socket.destroy());
  });

  readonly #code: string;
  readonly #signer: JwsSigner;
  readonly #trust: () => Trust;

  constructor(code: string, signer: JwsSigner, trust: () => Trust) {
    this.#code = code;
    this.#signer = signer;
    this.#trust = trust;
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/pint`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Forgets what was sent. */
  forget(): void {
    this.accepted.length = 0;
    this.#open.clear();
  }

  async signed(finished: TransferFinished, signer = this.#signer): Promise<Said> {
    return { status: STATUS[finished.responseCode], text: JSON.stringify(await signCompact(finished, signer)) };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, step, reference = '', checksum = ''] =
      /^\/pint\/v3\/(?:(envelopes)|envelopes\/([^/]+)\/(?:finish-transfer|additional-documents\/([0-9a-f]+)))$/.exec(
        request.url!,
      ) ?? [];
    const which: Step = step ? 'start' : checksum ? 'document' : 'finish';
    this.asked.push(which);
    const { losesBefore, says } = this.conduct;
    if (losesBefore?.(which)) return void request.socket.destroy();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = parts.length > 0 ? (JSON.parse(Buffer.concat(parts).toString()) as unknown) : undefined;
    const said = await (which === 'start' ? this.#start(body) : this.#goesOn(which, reference, checksum, body));
    const saying = says ? await says(which, said) : said;
    if (saying === 'silence') return;
    if (!saying) return void request.socket.destroy();
    response.writeHead(saying.status, { 'content-type': 'application/json', ...saying.headers }).end(saying.text);
  }

  async #start(body: unknown): Promise<Said> {
    const sameDocument = this.accepted.filter(
      (one) => checksumOfJson(one.transportDocument) === checksumOfJson((body as Envelope).transportDocument),
    );
    const reception = await receiveEnvelope(body, {
      ...{ platform: this.#code, trust: this.#trust(), documents: [] },
      knows: ({ partyName }) => partyName.startsWith('Buyer'),
      entries: sameDocument.flatMap((one) => one.envelopeTransferChain.map((entry) => checksumOf(entry))),
      accepted: sameDocument.map((one) => one.envelopeTransferChain.at(-1)!),
    });
    if (!('envelope' in reception)) return this.signed(reception.finished);
    const envelope = body as Envelope;
    if (reception.answer === 'RECE') {
      this.accepted.push(envelope);
      return this.signed(reception.finished);
    }
    const last = reception.envelope.chain.checksums.at(-1)!;
    this.#open.set(last, this.#open.get(last) ?? { envelope, verified: reception.envelope, documents: new Map() });
    const started = {
      envelopeReference: last,
      transportDocumentChecksum: checksumOfJson(envelope.transportDocument),
      lastEnvelopeTransferChainEntrySignedContentChecksum: last,
      missingAdditionalDocumentChecksums: reception.missing,
    };
    return { status: 201, text: JSON.stringify(started) };
  }

  async #goesOn(step: Step, reference: string, checksum: string, body: unknown): Promise<Said> {
    const open = this.#open.get(reference);
    if (!open) return { status: 404, text: '{}' };
    if (step === 'document') {
      const bytes = new Uint8Array(Buffer.from(body as string, 'base64'));
      const wrong = receiveDocument(open.verified, checksum, bytes);
      if (wrong) return this.signed(wrong);
      open.documents.set(checksum, bytes);
      return { status: 204 };
    }
    const finished = finishTransfer(open.verified, [...open.documents.keys()]);
    if (finished.responseCode === 'RECE') {
      if (!this.accepted.includes(open.envelope)) this.accepted.push(open.envelope);
    }
    return this.signed(finished);
  }
}
