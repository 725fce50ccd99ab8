import type { TransportDocument } from '../../dcsa/transport-document.js';
import type { Identifier } from '../value.js';
import { given, listed } from './given.js';

/** References of a DCSA document that stand among a UN/CEFACT document's additional identifiers, under their names. */
const REFERENCES = [
  'transportDocumentSubReference',
  'shippingInstructionsReference',
  'serviceContractReference',
  'contractQuotationReference',
] as const;
const DCSA = 'DCSA';

export const identifiersInMmt = (document: TransportDocument): Identifier[] => [
  ...REFERENCES.flatMap((name) => (document[name] === undefined ? [] : [by(DCSA, name, document[name])])),
  ...(document.references ?? []).map(({ type, value }) => by(DCSA, type, value)),
  ...(document.customsReferences ?? []).flatMap(({ type, countryCode, values }) =>
    values.map((value) => by(countryCode, type, value)),
  ),
];

export function identifiersInDcsa(identifiers: readonly Identifier[] = []) {
  const references: { type: string; value: string }[] = [];
  const customs: { type: string; countryCode: string; values: string[] }[] = [];
  const named: Partial<Record<(typeof REFERENCES)[number], string>> = {};
  for (const { value, identificationScheme: type, identificationSchemeAgency: agency } of identifiers) {
    if (type === undefined || agency === undefined) continue;
    const name = REFERENCES.find((one) => one === type);
    const last = customs.at(-1);
    if (agency === DCSA) {
      if (name) named[name] = value;
      // DCSA's types of references have three characters.
      else if (type.length <= 3) references.push({ type, value });
    } else if (/^[A-Z]{2}$/.test(agency)) {
      if (last?.type === type && last.countryCode === agency) last.values.push(value);
      else customs.push({ type, countryCode: agency, values: [value] });
    }
  }
  return { ...given({ ...named, references: listed(references), customsReferences: listed(customs) }) };
}

const by = (agency: string, scheme: string, value: string): Identifier => ({
  value,
  identificationScheme: scheme,
  identificationSchemeAgency: agency,
});

/** The list of carrier codes that each provider keeps: SMDG's liner codes, NMFTA's SCAC. */
const LISTS = { SMDG: 'LCL', NMFTA: 'SCAC' } as const;

export const carrierInMmt = ({ carrierCode, carrierCodeListProvider: provider }: TransportDocument): Identifier =>
  by(provider, LISTS[provider], carrierCode);

/** A carrier's code among what identifies a party (the last that is one), and the rest of it. */
export function carrierInDcsa(identifiers: readonly Identifier[] = []) {
  const code = identifiers.findLast(
    ({ identificationScheme: list, identificationSchemeAgency: agency }) =>
      (agency === 'SMDG' || agency === 'NMFTA') && list === LISTS[agency],
  );
  return {
    others: identifiers.filter((one) => one !== code),
    carrier: code && {
      carrierCode: code.value,
      carrierCodeListProvider: code.identificationSchemeAgency as keyof typeof LISTS,
    },
  };
}
