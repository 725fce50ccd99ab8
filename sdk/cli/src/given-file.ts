import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { CliFailure } from './failure.js';

/** Reads a text file that an option names; throws `FILE_UNREADABLE`. */
export async function givenText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'cannot be read';
    throw new CliFailure('FILE_UNREADABLE', `${file} ${why}; give a file that can be read`, { cause });
  }
}

/**
 * Reads an object from a YAML or JSON file; what it must hold is checked by whoever takes it. Throws
 * `FILE_UNREADABLE`, or `FILE_NOT_UNDERSTOOD` with the line.
 */
export async function givenObject(file: string): Promise<Record<string, unknown>> {
  return parseObject(await givenText(file), file);
}

/** An object from YAML 1.2 or JSON, in which a name stands once and dates are text. */
export function parseObject(text: string, file: string): Record<string, unknown> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    const [sentence] = error.message.split(/ at line|\n/);
    throw new CliFailure('FILE_NOT_UNDERSTOOD', `${file}, line ${line}, column ${col}: ${sentence}; YAML is accepted`);
  }
  const value: unknown = document.toJS();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CliFailure('FILE_NOT_UNDERSTOOD', `${file} should hold one object in YAML or JSON`);
  }
  return value as Record<string, unknown>;
}
