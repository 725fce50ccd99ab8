import { Failure } from '@fairway/model';

/**
 * `PLATFORM_UNREACHABLE`: the connection failed or took too long. `PLATFORM_REFUSES`: an unsigned error. `REDIRECTED`,
 * `ANSWER_TOO_LARGE`, `ANSWER_BROKEN`: no answer of PINT's. `ANSWER_NOT_SIGNED`: by no key that the platform is known to
 * sign with. `ANSWER_OF_ANOTHER`: about another envelope.
 */
export type NoAnswerCode =
  | 'PLATFORM_UNREACHABLE'
  | 'PLATFORM_REFUSES'
  | 'REDIRECTED'
  | 'ANSWER_TOO_LARGE'
  | 'ANSWER_BROKEN'
  | 'ANSWER_NOT_SIGNED'
  | 'ANSWER_OF_ANOTHER';

/** The other platform has not answered, or not in a way that binds it: it may have the envelope, or not. Ask again. */
export class NoSignedAnswer extends Failure<NoAnswerCode> {
  override readonly name = 'NoSignedAnswer';
  /** The HTTP status of an unsigned error. */
  readonly status: number | undefined;
  /** Seconds after which the platform wants to be asked again. */
  readonly retryAfter: number | undefined;

  constructor(
    code: NoAnswerCode,
    sentence: string,
    { status, retryAfter, ...options }: ErrorOptions & { status?: number; retryAfter?: number | undefined } = {},
  ) {
    super(code, sentence, options);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
