import type { ListRow } from '@fairway/sdk';

/** A generator of 32-bit numbers from a seed (mulberry32), so that the same seed gives the same list. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

const day = (days: number): string => new Date(Date.UTC(2024, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

/** A list of made-up operators, most of them active: the same for the same member, type, size and seed. */
export function generate(issuer: string, type: string, size: number, seed: number): ListRow[] {
  const next = numbersFrom(seed);
  return Array.from({ length: size }, (_, index): ListRow => {
    const number = index + 1;
    const granted = next() % 700;
    const dice = next() % 100;
    const status = dice < 92 ? 'active' : dice < 97 ? 'suspended' : 'revoked';
    return {
      number: `${issuer}-${type}-${String(number).padStart(6, '0')}`,
      identifier: { scheme: 'TIN', value: `${issuer}${String(20_000_000_000 + (seed % 1000) * 1_000_000 + number)}` },
      name: `Operador de ejemplo ${number}`,
      address: `Calle de ejemplo ${1 + (next() % 5000)}`,
      contact: `operador-${number}@example.org`,
      type,
      grantedOn: day(granted),
      validFrom: day(granted),
      ...(next() % 4 === 0 ? { reviewOn: day(granted + 3 * 365) } : { validTo: day(granted + 5 * 365) }),
      status,
      ...(status === 'active' ? {} : { reason: status === 'suspended' ? 'under-investigation' : 'conditions-not-met' }),
    };
  });
}
