/** A refusal is an answer: why not, where, and what would have been accepted. */

const WIRE = /^([A-Z][A-Z0-9_]*)(?: \(([^)]*)\))?: ([\s\S]+)$/;

/**
 * Thrown wherever a rule says no.
 *
 * `code` is stable and for programs; `sentence` is for people and says what would be accepted;
 * `path` is a JSON pointer (RFC 6901) into the offending input, where there is one.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: string,
    readonly sentence: string,
    readonly path?: string,
  ) {
    super(path === undefined ? `${code}: ${sentence}` : `${code} (${path}): ${sentence}`);
  }

  /** The refusal that an error's text carries, or undefined where it carries none. */
  static parse(text: string): Refusal | undefined {
    const parts = WIRE.exec(text);
    return parts ? new Refusal(parts[1]!, parts[3]!, parts[2]) : undefined;
  }

  toJSON(): { code: string; sentence: string; path?: string } {
    return { code: this.code, sentence: this.sentence, ...(this.path === undefined ? {} : { path: this.path }) };
  }
}

/** Refuses with `code` and `sentence` unless the rule holds. */
export function demand(holds: boolean, code: string, sentence: string, path?: string): asserts holds {
  if (!holds) throw new Refusal(code, sentence, path);
}
