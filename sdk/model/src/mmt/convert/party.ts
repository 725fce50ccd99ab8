import type { IdentifyingCode } from '../../dcsa/party.js';
import type { TransportDocument } from '../../dcsa/transport-document.js';
import type { Party } from '../party.js';
import type { Identifier } from '../value.js';
import { given, listed } from './given.js';

type Shipper = TransportDocument['documentParties']['shipper'];
/** What the parties of a DCSA document have in common, of what a UN/CEFACT party can say. */
type Known = Pick<Shipper, 'partyName'> & {
  [
    name in
      | 'address'
      | 'addressLines'
      | 'displayedAddress'
      | 'identifyingCodes'
      | 'taxLegalReferences'
      | 'partyContactDetails'
  ]?: Shipper[name];
};

const text = (value: string | undefined) => (value === undefined ? undefined : { value });

/** A party: its name, codes, tax numbers, first contact and address. */
export const partyInMmt = (party: Known) => ({
  ...given({
    id: listed(party.identifyingCodes?.map(codeInMmt)),
    definedContactDetails: contactInMmt(party.partyContactDetails?.[0]),
    postalAddress: addressInMmt(party),
    taxRegistration: listed(
      party.taxLegalReferences?.map(({ value, type, countryCode }) => ({
        value,
        identificationScheme: type,
        identificationSchemeAgency: countryCode,
      })),
    ),
  }),
  name: { value: party.partyName },
});

export const partyInDcsa = (party: Party | undefined) =>
  party &&
  given({
    partyName: party.name?.value,
    identifyingCodes: listed(party.id?.map(codeInDcsa)),
    taxLegalReferences: listed(
      party.taxRegistration?.map(({ value, identificationScheme: type, identificationSchemeAgency: country = '' }) =>
        type !== undefined && /^[A-Z]{2}$/.test(country) ? { value, type, countryCode: country } : undefined,
      ),
    ),
    partyContactDetails: listed([contactInDcsa(party.definedContactDetails)]),
    ...addressInDcsa(party.postalAddress),
  });

const codeInMmt = ({ partyCode, codeListName, codeListProvider }: IdentifyingCode) => ({
  value: partyCode,
  ...given({ identificationScheme: codeListName, identificationSchemeAgency: codeListProvider }),
});

const codeInDcsa = (id: Identifier) =>
  id.identificationSchemeAgency === undefined
    ? undefined
    : given({
        partyCode: id.value,
        codeListName: id.identificationScheme,
        codeListProvider: id.identificationSchemeAgency,
      });

type Contact = NonNullable<Shipper['partyContactDetails']>[number];
const contactInMmt = (contact: Partial<Record<'name' | 'phone' | 'email', string>> | Contact | undefined) => {
  const { name, phone, email } = (contact ?? {}) as Partial<Record<'name' | 'phone' | 'email', string>>;
  return given({ personName: text(name), telephone: text(phone), emailAddress: text(email) });
};

/** DCSA has a contact with a name and a number or an e-mail address. */
const contactInDcsa = (contact: Party['definedContactDetails']) =>
  contact?.personName && (contact.telephone ?? contact.emailAddress)
    ? given({
        name: contact.personName.value,
        phone: contact.telephone?.value,
        email: contact.emailAddress?.value,
      })
    : undefined;

const LOCODE = { identificationScheme: 'UN/LOCODE', identificationSchemeAgency: 'UNECE' };

/** An address; UN/CEFACT's has no place for house number, floor and post box apart from the street. */
function addressInMmt({ address, addressLines, displayedAddress }: Known): Party['postalAddress'] {
  if (!address) return given({ streetName: (listed(addressLines) ?? listed(displayedAddress))?.join('\n') });
  const { street, streetNumber, floor, POBox, postCode, city, stateRegion, countryCode, UNLocationCode } = address;
  return given({
    id: UNLocationCode === undefined ? undefined : { value: UNLocationCode, ...LOCODE },
    streetName: [street, streetNumber, floor, POBox].filter((part) => part !== undefined).join(' '),
    postcode: postCode,
    cityName: city,
    countrySubDivisionName: stateRegion,
    countryCode,
  });
}

/** DCSA has an address with street, city and country, or the lines of one. */
function addressInDcsa(address: Party['postalAddress']) {
  if (!address) return undefined;
  const { id, streetName: street, cityName: city, countryCode, postcode, countrySubDivisionName } = address;
  if (street === undefined) return undefined;
  if (city === undefined || countryCode === undefined) return { addressLines: street.split('\n') };
  const isLocode = id?.identificationScheme === LOCODE.identificationScheme;
  const more = { postCode: postcode, stateRegion: countrySubDivisionName };
  return { address: given({ street, city, countryCode, ...more, UNLocationCode: isLocode ? id.value : undefined }) };
}
