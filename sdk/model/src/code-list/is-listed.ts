import type { CodeListName } from './code-list.js';
import { CODE_LISTS } from './code-lists.js';

const codes = new Map<string, ReadonlySet<string>>(
  CODE_LISTS.map(({ list, rows }) => [list, new Set(rows.map(({ code }) => code))]),
);

/** Whether a shared list has a code. */
export const isListed = (list: CodeListName, code: string): boolean => codes.get(list)!.has(code);

/** The codes of a shared list, in order. */
export const codesOf = (list: CodeListName): string[] => [...(codes.get(list) ?? [])];
