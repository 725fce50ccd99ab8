import type { CodeListName } from './code-list.js';
import { CODE_LISTS } from './code-lists.js';

const codes = new Map<string, ReadonlySet<string>>(
  CODE_LISTS.map(({ list, rows }) => [list, new Set(rows.map(({ code }) => code))]),
);

/** Whether a shared list has a code. */
export const isListed = (list: CodeListName, code: string): boolean => codes.get(list)!.has(code);

/** The codes of a list that are at home at a member. */
export const codesAtHome = (list: CodeListName, member: string): string[] =>
  CODE_LISTS.find((one) => one.list === list)!.rows.flatMap(({ code, home }) => (home === member ? [code] : []));

/** The codes of a shared list, in order. */
export const codesOf = (list: CodeListName): string[] => [...(codes.get(list) ?? [])];
