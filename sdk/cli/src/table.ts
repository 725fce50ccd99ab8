import { styleText } from 'node:util';
import Table from 'cli-table3';
import { plainText } from './plain-text.js';

type Cell = string | number | undefined;
const shown = (cell: Cell): string | number => (typeof cell === 'string' ? plainText(cell) : (cell ?? ''));

/** Rows under titles: a table on a terminal, else values parted by tabs, to be cut by other programs. */
export function table(titles: readonly string[], rows: readonly Cell[][], onTerminal = process.stdout.isTTY): string {
  const filled = rows.map((row) => row.map(shown));
  if (!onTerminal) return [titles, ...filled].map((row) => row.join('\t')).join('\n');
  const drawn = new Table({
    head: titles.map((title) => styleText('bold', title)),
    style: { head: [], border: [], compact: true },
  });
  drawn.push(...filled);
  return drawn.toString();
}

/** What is known of one thing, a line each; what is undefined is left out. */
export function lines(facts: Readonly<Record<string, Cell>>): string {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  const width = Math.max(...known.map(([title]) => title.length));
  return known.map(([title, value]) => `${title.padEnd(width)}  ${shown(value)}`).join('\n');
}

/** Green for what holds and red for what doesn't, on a terminal. */
export const mark = (good: boolean, text: string): string =>
  styleText(good ? 'green' : 'red', `${good ? '✔' : '✘'} ${text}`, { stream: process.stdout });
