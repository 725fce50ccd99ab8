/** What an error says of itself to a program and to a person; ours all have both. */
interface Coded {
  code: string;
  sentence: string;
}

const isCoded = (error: unknown): error is Coded =>
  error instanceof Error && 'code' in error && 'sentence' in error && typeof error.sentence === 'string';

/**
 * Wraps a command's action: an error becomes one sentence on stderr (with `--json` an object on stdout) and exit code
 * 1. What has no code is a defect, and shows where it comes from.
 */
export function reported<Arguments extends unknown[]>(
  action: (...args: Arguments) => Promise<void>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (error) {
      process.exitCode = 1;
      const inJson = args.some((arg) => typeof arg === 'object' && arg !== null && 'json' in arg && arg.json === true);
      if (!isCoded(error)) console.error(error);
      else if (inJson) console.log(JSON.stringify({ error: { code: error.code, sentence: error.sentence } }));
      else console.error(`${error.code}: ${error.sentence}`);
    }
  };
}

/** Prints a command's answer: the value with `--json`, else the text. */
export function said(options: { json?: boolean }, value: unknown, text: string): void {
  console.log(options.json === true ? JSON.stringify(value) : text);
}
