import { Refusal } from '@fairway/model';
import { LedgerError, type LedgerErrorCode } from '../ledger.js';
import { problemIn } from '../problem.js';
import { GATEWAY_MEANS } from './wire.js';

/** What a response that is no answer comes to: the `Refusal` or the `LedgerError` that the gateway met, or why it gave none. */
export async function failureIn(response: Response): Promise<Refusal | LedgerError> {
  const problem = await problemIn(response);
  if (problem?.source === 'refusal') return new Refusal(problem.code, problem.detail, problem.pointer);
  if (problem?.source === 'ledger') {
    const { validationCode, members, transactionId } = problem;
    return new LedgerError(problem.code as LedgerErrorCode, problem.detail, {
      ...(validationCode === undefined ? {} : { validationCode }),
      ...(members === undefined ? {} : { members }),
      ...(transactionId === undefined ? {} : { transactionId }),
    });
  }
  const said = problem
    ? `${problem.code}: ${problem.detail}`
    : `status ${response.status}, and no problem that says why`;
  return new LedgerError(GATEWAY_MEANS[response.status] ?? 'LEDGER_FAILED', `the gateway refuses (${said})`);
}

/** What a request that got no response comes to. */
export function unanswered(error: unknown, hasTimedOut: boolean): LedgerError {
  if (error instanceof LedgerError) return error;
  if (hasTimedOut) return new LedgerError('DEADLINE_EXCEEDED', 'the gateway did not answer in time', { cause: error });
  const why = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
  return new LedgerError('PEER_UNAVAILABLE', `the gateway does not answer (${why})`, { cause: error });
}
