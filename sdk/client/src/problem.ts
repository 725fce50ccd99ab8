import { bodyWithin } from './body-within.js';

/** A problem (RFC 9457) as every gateway answers: `source` says who refused, which decides what it becomes in the SDK. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable: a `Refusal`'s, a `LedgerError`'s or the gateway's own. */
  code: string;
  source: 'refusal' | 'ledger' | 'gateway';
  /** A JSON pointer (RFC 6901) into what was sent. */
  pointer?: string;
  validationCode?: number;
  members?: readonly string[];
  transactionId?: string;
}

/** Bytes; no gateway's problem comes near it. */
const LONGEST = 64 * 1024;

/** The problem that a response says why by; undefined where it has none, or is not a gateway's. Never throws. */
export async function problemIn(response: Response): Promise<Problem | undefined> {
  try {
    const problem = JSON.parse(
      new TextDecoder().decode(await bodyWithin(response, LONGEST)),
    ) as Partial<Problem> | null;
    return typeof problem?.code === 'string' && typeof problem.detail === 'string' ? (problem as Problem) : undefined;
  } catch {
    return undefined;
  }
}
