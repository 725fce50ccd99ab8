import { carrierInDcsa, identifiersInDcsa } from '../mmt/convert/identifiers.js';
import { dateOf } from '../mmt/convert/in-dcsa.js';
import { locode } from '../mmt/convert/place.js';
import { MmtDocument } from '../mmt/document.js';
import type { Party } from '../mmt/party.js';
import { orderParty } from '../mmt/to-order.js';
import { demand } from '../refusal.js';
import { check } from '../schema.js';
import { totals } from './quantities.js';
import type { Named, Said, Stated } from './stated.js';

/** What an MMT document states. A name like "to order" in the consignee's place names nobody. */
export function statedInMmt(given: unknown): Stated {
  const { exchanged_document: bill, supply_chain_consignment: goods } = check(MmtDocument, given);
  const items = goods.includedConsignmentItem ?? [];
  const packages = items.flatMap(({ transportPackage = [{}] }) => transportPackage.map((one) => one.itemQuantity));
  const counted = totals([], packages).get('PK');
  demand(
    counted === undefined || goods.numberOfPackages === undefined || counted === goods.numberOfPackages,
    'QUANTITIES_DIFFER',
    `as many packages as the items have together, ${counted}, are accepted`,
    '/supply_chain_consignment/numberOfPackages',
  );
  const { carrier } = carrierInDcsa(goods.cto?.id);
  const UNLocationCode = locode(bill.issueLocation.id);
  return {
    standard: 'mmt',
    carrier: at(
      '/supply_chain_consignment/cto/id',
      carrier && { list: carrier.carrierCodeListProvider === 'SMDG' ? 'SMDG' : 'SCAC', code: carrier.carrierCode },
    ),
    reference: at('/exchanged_document/id', bill.id),
    version: at(
      '/exchanged_document/additionalIdentifiers',
      identifiersInDcsa(bill.additionalIdentifiers).transportDocumentSubReference,
    ),
    toOrder: at('/supply_chain_consignment/consignee', true),
    issuer: at('/supply_chain_consignment/cto', named(goods.cto)),
    shipper: at('/supply_chain_consignment/consignor', named(goods.consignor)),
    consignee: at('/supply_chain_consignment/consignee', named(orderParty(goods.consignee))),
    quantities: at(
      '/supply_chain_consignment/includedConsignmentItem',
      totals(
        [items.map(({ grossWeight }) => grossWeight), items.map(({ grossVolume }) => grossVolume)],
        counted === undefined ? [goods.numberOfPackages] : [counted],
      ),
    ),
    issuedOn: at('/exchanged_document/issueDateTime/value', dateOf(bill.issueDateTime.value)),
    onBoardOn: undefined,
    issuedAt: at('/exchanged_document/issueLocation', {
      place: UNLocationCode,
      country: UNLocationCode === undefined ? bill.issueLocation.countryCode : undefined,
    }),
  };
}

const at = <T>(path: string, value: T | undefined): Said<T> => ({ path, value });

const named = (party: Party | undefined): Named | undefined =>
  party && { name: party.name?.value, codes: (party.id ?? []).map(({ value }) => value) };
