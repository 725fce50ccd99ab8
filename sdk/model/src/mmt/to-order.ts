import type { Party } from './party.js';

const TO_ORDER = /^\s*to (?:the )?order(?: of (?:the )?(?:shipper|consignor))?\s*$/i;

/** Who a bill is to order of: whoever stands in the consignee's place, where that names a party and is not just "to order". */
export const orderParty = (consignee: Party | undefined): Party | undefined =>
  TO_ORDER.test(consignee?.name?.value ?? '') ? undefined : consignee;
