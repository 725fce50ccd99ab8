import { Failure } from '@fairway/model';

/** Why the command line itself could not do as told; other codes come from the packages it speaks through. */
export type CliFailureCode =
  | 'USAGE'
  | 'FILE_UNREADABLE'
  | 'FILE_EXISTS'
  | 'ENVELOPE_NOT_KEPT'
  | 'FILE_NOT_UNDERSTOOD'
  | 'AGREEMENT_UNKNOWN'
  | 'TERMS_DIFFER'
  | 'LIST_COLUMNS'
  | 'LIST_ENCODING'
  | 'LIST_UNREADABLE'
  | 'PASSPHRASE_MISSING'
  | 'HANDLE_MISSING'
  | 'KEY_FILE_INCOMPLETE'
  | 'PRIVATE_NOT_KEPT'
  | 'DOCUMENT_NOT_KEPT'
  | 'SERVICE_UNKNOWN'
  | 'SERVICE_EXISTS'
  | 'NOT_SHARED'
  | 'GATEWAY_UNREACHABLE'
  | 'WEBHOOKS_NOT_SERVED';

/** Thrown by the command line: a stable code, and a sentence that says what would be accepted. */
export class CliFailure extends Failure<CliFailureCode> {
  override readonly name = 'CliFailure';
}

/** Exit codes: done or valid, refused or failed, wrong usage, and the answer no: not valid, nothing owed, none live. */
export const EXIT = { done: 0, failed: 1, usage: 2, notValid: 3 } as const;

/** What an error says of itself, to a program and to a person. */
export interface Told {
  code: string;
  sentence: string;
  /** A JSON pointer into the offending input, where there is one. */
  path?: string;
}

/** Any error as code and sentence: ours have both, Node's system errors carry them in the message. */
export function told(error: unknown): Told {
  if (!(error instanceof Error)) return { code: 'DEFECT', sentence: String(error) };
  const { code, sentence, path } = error as Partial<Told>;
  if (typeof code !== 'string') {
    return { code: 'DEFECT', sentence: `${oneLine(error.message)} (FAIRWAY_DEBUG=1 shows where)` };
  }
  const text = sentence ?? oneLine(error.message).replace(`${code}: `, '');
  return { code, sentence: text, ...(typeof path === 'string' && path.startsWith('/') ? { path } : {}) };
}

/** The exit code that an error calls for. */
export const exitOf = ({ code }: Told): number => (code === 'USAGE' ? EXIT.usage : EXIT.failed);

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');
