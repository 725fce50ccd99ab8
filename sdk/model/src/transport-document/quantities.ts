import { sum, unitCodeOf } from '../mmt/unit.js';

/** How much of a unit of a bill's quantities one unit of a document is, where that is exact by definition. */
const WORTH: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  KGM: { KGM: 1, TNE: 0.001 },
  TNE: { KGM: 1000, TNE: 1 },
  LBR: { KGM: 0.45359237, TNE: 0.00045359237 },
  MTQ: { MTQ: 1 },
  FTQ: { MTQ: 0.028316846592 },
};

interface Measured {
  value: number;
  unit?: string | undefined;
}

/**
 * Adds up what a document states of its goods, by unit: weights (KGM, TNE), volumes (MTQ) and packages (PK). A sum of
 * which one part is not stated is not stated.
 */
export function totals(
  measures: readonly (readonly (Measured | undefined)[])[],
  packages: readonly (number | undefined)[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const of of measures)
    for (const unit of ['KGM', 'TNE', 'MTQ']) {
      const worth = of.map((one) => one && one.value * (WORTH[unitCodeOf(one.unit) ?? '']?.[unit] ?? NaN));
      const total = sum(worth.map((one) => one ?? NaN));
      if (worth.length > 0 && !Number.isNaN(total)) found.set(unit, total);
    }
  const count = sum(packages.map((one) => one ?? NaN));
  if (packages.length > 0 && !Number.isNaN(count)) found.set('PK', count);
  return found;
}
