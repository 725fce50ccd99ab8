/**
 * Thrown where something could not be done that no rule forbids: `code` is stable and for programs; `sentence` is for
 * people and says what to do about it.
 */
export abstract class Failure<Code extends string = string> extends Error {
  constructor(
    readonly code: Code,
    readonly sentence: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${sentence}`, options);
  }
}
