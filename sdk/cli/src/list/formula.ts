/** What a spreadsheet runs as a formula, in its wide forms too; any number of apostrophes before it. */
const FORMULA = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** A cell that no spreadsheet runs: what looks like a formula begins with one more apostrophe (OWASP, CSV injection). */
export const guarded = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);

/** What `guarded` was given. */
export const unguarded = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);
