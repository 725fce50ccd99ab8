import type { PrivateIdentity } from '@fairway/model';
import { lines } from './table.js';

/** A private identity, for whoever may read it. */
export function identityText(identity: PrivateIdentity): string {
  const { name, formerNames = [], address, contact, sites = [] } = identity;
  return lines({
    name,
    'former names': formerNames.map((one) => `${one.name} until ${one.until}`).join(', ') || undefined,
    identifiers: identifiersText(identity),
    address,
    contact,
    sites: sites.map((site) => [site.address, site.purpose].filter(Boolean).join(': ')).join('; ') || undefined,
  });
}

export const identifiersText = ({ identifiers }: { identifiers: { scheme: string; value: string }[] }): string =>
  identifiers.map(({ scheme, value }) => `${scheme} ${value}`).join(', ');
