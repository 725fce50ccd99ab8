import { styleText } from 'node:util';
import { exitOf, told } from './failure.js';
import { plainText } from './plain-text.js';

/**
 * Wraps a command's action: an error becomes one sentence with its code on stderr, with `--json` an object on stdout
 * as well, and the exit code says that it was not done.
 */
export function reported<Arguments extends unknown[]>(
  action: (...args: Arguments) => Promise<void>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (error) {
      const inJson = args.some((arg) => typeof arg === 'object' && arg !== null && 'json' in arg && arg.json === true);
      report(error, inJson);
    }
  };
}

/** Says what went wrong and sets the exit code; with FAIRWAY_DEBUG set, where it went wrong too. */
export function report(error: unknown, inJson: boolean): void {
  const said = told(error);
  process.exitCode = exitOf(said);
  const place = said.path === undefined ? '' : ` (${plainText(said.path)})`;
  console.error(
    `${styleText('red', plainText(said.code), { stream: process.stderr })}${place}: ${plainText(said.sentence)}`,
  );
  if (inJson) console.log(JSON.stringify(said));
  if (process.env['FAIRWAY_DEBUG']) console.error(error);
}

/** Prints a command's answer: the value with `--json`, else the text. */
export function said(options: { json?: boolean }, value: unknown, text: string): void {
  console.log(options.json === true ? JSON.stringify(value, plain) : text);
}

/** Block numbers are bigints, and small enough for JSON's numbers. */
const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
