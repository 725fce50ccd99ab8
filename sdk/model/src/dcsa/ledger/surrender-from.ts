import type * as z from 'zod';
import type { Digest } from '../../digest.js';
import { normaliseNumber } from '../../identifiers.js';
import { Refusal, demand } from '../../refusal.js';
import { check, under } from '../../schema.js';
import { stateOf } from '../../title/control.js';
import {
  AcceptSurrenderArgs,
  RefuseSurrenderArgs,
  SurrenderArgs,
  partsOf,
  type ReplaceArgs,
  type Surrender,
  type Title,
} from '../../title/record.js';
import type { SurrenderChainLink } from '../endorsement-chain.js';
import { shareCode } from '../pint/possession.js';
import { surrenderLinks, type TransferStep } from '../pint/transfer.js';
import { AMENDMENT_REASONS, type SurrenderAnswer, type SurrenderRequest } from '../surrender.js';
import type { TransportDocument } from '../transport-document.js';

/**
 * A surrender request (DCSA SUR 3.0.4) as the arguments of the surrender of a bill here. `steps` are the bill's, by
 * `stepsOf`; an endorsement chain that the request brings has to tell the same.
 *
 * Throws a `Refusal` with the path in the request: `REFERENCE_DIFFERS`, `VERSION_DIFFERS`, `REASON_DOES_NOT_FIT`,
 * `ENDORSEMENT_CHAIN_DIFFERS`, and what the arguments' own shape refuses.
 */
export function surrenderFrom(
  request: SurrenderRequest,
  { id }: Title,
  steps: readonly TransferStep[],
): z.infer<typeof SurrenderArgs> {
  const { reference, version } = partsOf(id);
  const { transportDocumentSubReference: sub, reasonCode, comments, endorsementChain } = request;
  demand(
    under('/transportDocumentReference', () => normaliseNumber(request.transportDocumentReference)) === reference,
    'REFERENCE_DIFFERS',
    `${reference} is accepted, as the bill is named`,
    '/transportDocumentReference',
  );
  demand(
    sub === undefined || Number(/[0-9]+$/.exec(sub)?.[0]) === version,
    'VERSION_DIFFERS',
    `a subreference that ends in ${version} is accepted, as the bill is named`,
    '/transportDocumentSubReference',
  );
  const isAmendment = request.surrenderRequestCode === 'AREQ';
  const reason = AMENDMENT_REASONS.find((one) => one === reasonCode);
  demand(
    isAmendment
      ? reason !== undefined || (reasonCode === undefined && comments !== undefined)
      : reasonCode === undefined,
    'REASON_DOES_NOT_FIT',
    `an amendment has a reason (${AMENDMENT_REASONS.join(', ')}) or comments, a delivery has no reason`,
    '/reasonCode',
  );
  if (endorsementChain) demandSameLinks(endorsementChain, surrenderLinks(steps));
  const args = {
    for: isAmendment ? 'amendment' : 'delivery',
    ...(reason && { reason }),
    ...(comments !== undefined && { comment: comments }),
  };
  return told('/comments', () => check(SurrenderArgs, args));
}

/** The surrender of a bill that waits for its carrier's answer, as a surrender request; its reference is the act's id. */
export function surrenderRequestOf(
  title: Title,
  document: Pick<TransportDocument, 'transportDocumentReference' | 'transportDocumentSubReference'>,
  steps: readonly TransferStep[],
): SurrenderRequest {
  const { act, for: purpose, reason, comment } = pending(title);
  const { transportDocumentReference, transportDocumentSubReference } = document;
  return {
    surrenderRequestReference: act,
    transportDocumentReference,
    ...(transportDocumentSubReference && { transportDocumentSubReference }),
    surrenderRequestCode: purpose === 'delivery' ? 'SREQ' : 'AREQ',
    ...(reason && { reasonCode: reason }),
    ...(comment !== undefined && { comments: comment }),
    endorsementChain: surrenderLinks(steps),
  };
}

/** The move that an answer asks for, with its arguments. */
export type AnswerFrom =
  | { move: 'acceptSurrender'; args: z.infer<typeof AcceptSurrenderArgs> }
  | { move: 'refuseSurrender'; args: z.infer<typeof RefuseSurrenderArgs> }
  /** Of another amendment: it is accepted by issuing what takes the bill's place (see `replacementFrom`). */
  | { move: 'replace'; closes: ReplaceArgs['closes'][number] };

/**
 * A carrier's answer (DCSA SUR 3.0.4) as a move on the surrendered bill. `beside` says what the answer has no place for:
 * of a switch to paper the statement, of a switch bill the salted digest of the new one's name.
 *
 * Throws a `Refusal` with the path in the answer: `TITLE_NOT_SURRENDERED`, `REFERENCE_DIFFERS`, `MISSING_FIELD`,
 * `STATEMENT_DOES_NOT_FIT`, `SWITCH_DOES_NOT_FIT`, and what the arguments' own shape refuses.
 */
export function answerFrom(
  { surrenderRequestReference, action, comments }: SurrenderAnswer,
  title: Title,
  beside: z.infer<typeof AcceptSurrenderArgs> = {},
): AnswerFrom {
  const { act, for: purpose, reason } = pending(title);
  demand(
    surrenderRequestReference === act,
    'REFERENCE_DIFFERS',
    `${act} is accepted, the surrender that waits for an answer`,
    '/surrenderRequestReference',
  );
  if (action === 'SREJ') {
    demand(comments !== undefined, 'MISSING_FIELD', 'a rejection says why', '/comments');
    return { move: 'refuseSurrender', args: told('/comments', () => check(RefuseSurrenderArgs, { reason: comments })) };
  }
  if (purpose === 'amendment' && reason !== 'SWTP' && reason !== 'SWI')
    return { move: 'replace', closes: { id: title.id, quantities: title.quantities } };
  const { statement, switched } = check(AcceptSurrenderArgs, beside);
  demand(
    (reason === 'SWTP') === (statement !== undefined),
    'STATEMENT_DOES_NOT_FIT',
    'a switch to paper is accepted with the statement that the electronic bill has been replaced, and nothing else is',
    '/action',
  );
  demand(
    (reason === 'SWI') === (switched !== undefined),
    'SWITCH_DOES_NOT_FIT',
    "a switch bill is accepted with the salted digest of the new one's name, and nothing else is",
    '/action',
  );
  return { move: 'acceptSurrender', args: { ...(statement && { statement }), ...(switched && { switched }) } };
}

/** How the surrender that a step of a bill's answers was answered; `surrender` is the id of the act that surrendered it. */
export function surrenderAnswerOf(surrender: Digest, { action, comments }: TransferStep): SurrenderAnswer {
  demand(
    action === 'SACC' || action === 'SREJ',
    'NOT_AN_ANSWER',
    'a step is accepted by which the carrier accepts (SACC) or rejects (SREJ) a surrender',
  );
  return action === 'SACC'
    ? { surrenderRequestReference: surrender, action: 'SURR' }
    : { surrenderRequestReference: surrender, action: 'SREJ', ...(comments !== undefined && { comments }) };
}

function pending(title: Title): Surrender {
  demand(
    stateOf(title) === 'surrendered' && title.surrender !== undefined,
    'TITLE_NOT_SURRENDERED',
    'a bill that is surrendered is accepted, while its term runs',
  );
  return title.surrender;
}

/** Refuses at one place of a message what the arguments made of it refuse. */
function told<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(error.code, error.sentence, path);
    throw error;
  }
}

function demandSameLinks(given: readonly SurrenderChainLink[], ours: readonly SurrenderChainLink[]): void {
  for (let at = 0; at < Math.max(given.length, ours.length); at++) {
    under(`/endorsementChain/${at}`, () => {
      const [one, other] = [given[at], ours[at]];
      demand(
        one !== undefined &&
          other !== undefined &&
          one.actionCode === other.actionCode &&
          shareCode(one.actor.identifyingCodes, other.actor.identifyingCodes) &&
          shareCode(one.recipient.identifyingCodes, other.recipient.identifyingCodes),
        'ENDORSEMENT_CHAIN_DIFFERS',
        other
          ? `${other.actionCode} by ${encodeURIComponent(other.actor.partyName)} is accepted, as the bill’s acts have it`
          : 'no more links are accepted',
      );
    });
  }
}
