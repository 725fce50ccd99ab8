/** Units as codes of UN/ECE recommendation 20, and as its symbols, which FIATA asks for; the first spelling is given out. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  KGM: ['kg', 'KGM'],
  LBR: ['lb', 'LBR'],
  TNE: ['t', 'TNE'],
  MTQ: ['m³', 'm3', 'm^3', 'MTQ'],
  FTQ: ['ft³', 'ft3', 'ft^3', 'FTQ'],
};

export const symbolOf = (code: string): string => SPELLINGS[code]?.[0] ?? code;

/** The code of a unit, however it is spelt; undefined where it is none of these. */
export const unitCodeOf = (spelling: string | undefined): string | undefined =>
  Object.keys(SPELLINGS).find((code) => SPELLINGS[code]!.includes(spelling ?? ''));

/** Sums quantities without the dust of binary fractions. */
export const sum = (values: readonly number[]): number =>
  Number(values.reduce((one, more) => one + more, 0).toFixed(6));
