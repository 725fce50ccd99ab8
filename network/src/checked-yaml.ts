import type { ErrorObject, ValidateFunction } from 'ajv';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { type FailureCode, NetworkFailure } from './failure.js';

/** What a YAML file says, and how to say where something in it is wrong. */
export interface CheckedYaml<T> {
  value: T;
  /** Where the node at a path, or the nearest one above it, begins. */
  at: (...path: (string | number)[]) => number;
  /** Throws with file and line. */
  fail: (at: number, sentence: string) => never;
}

/**
 * Reads YAML 1.2 (or JSON, which is such) and checks it by a schema, compiled with `verbose`. Throws a `NetworkFailure`
 * with the code, the file, the line, and what is allowed there.
 */
export function checkedYaml<T>(
  text: string,
  { file, validate, code }: { file: string; validate: ValidateFunction<T>; code: FailureCode },
): CheckedYaml<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const fail = (at: number, sentence: string): never => {
    throw new NetworkFailure(code, `${file}:${lines.linePos(at).line}: ${sentence}`);
  };

  const syntax = document.errors[0];
  if (syntax) fail(syntax.pos[0], syntax.message.split('\n')[0]!.replace(/ at line .*/, ''));

  const value: unknown = document.toJS() ?? null;
  if (validate(value)) return { value, fail, at: (...path) => offset(document, path) };
  const error = validate.errors![0]!;
  return fail(offsetOf(document, error), allowed(error));
}

function allowed(error: ErrorObject): string {
  const where = error.instancePath.slice(1).replaceAll('/', '.');
  const { description } = error.parentSchema as { description?: string };
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys((error.parentSchema as { properties: object }).properties).join(', ');
      return `${String(error.params['additionalProperty'])} is not known here; allowed are ${known}`;
    }
    case 'required':
      return `${String(error.params['missingProperty'])} is missing${where ? ` in ${where}` : ''}${description === undefined ? '' : `; wanted is ${description}`}`;
    default:
      return `${where || 'the file'} ${description === undefined ? error.message : `must be ${description}`}`;
  }
}

function offsetOf(document: Document, error: ErrorObject): number {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  if (error.keyword === 'additionalProperties') {
    const map = document.getIn(path, true);
    const key =
      isMap(map) &&
      map.items.find((pair) => isScalar(pair.key) && pair.key.value === error.params['additionalProperty'])?.key;
    if (isNode(key) && key.range) return key.range[0];
  }
  return offset(document, path);
}

/** Where the node at the path, or the nearest one above it, begins. */
function offset(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
