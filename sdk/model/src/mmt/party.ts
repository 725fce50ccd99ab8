import * as z from 'zod';
import { Code, Country, Identifier, Text, closed } from './value.js';

const Contact = closed(
  {},
  {
    personName: Text,
    telephone: Text,
    mobileTelephone: Text,
    emailAddress: Identifier,
    note: z.array(Text),
  },
);

const Address = closed(
  {},
  {
    id: Identifier,
    postcode: z.string(),
    streetName: z.string(),
    cityName: z.string(),
    countryCode: Country,
    countryName: z.string(),
    countrySubDivisionName: z.string(),
  },
);

const known = {
  id: z.array(Identifier),
  languageCode: Code,
  definedContactDetails: Contact,
  postalAddress: Address,
  taxRegistration: z.array(Identifier),
  governmentRegistration: z.array(closed({}, { id: Identifier, typeCode: Code, countryCode: Country })),
};

/** A party (UN/CEFACT Trade_ Party), of which nothing is needed. */
export const Party = closed({}, { name: Text, ...known });
export type Party = z.infer<typeof Party>;
/** A party that is named (`simpleTradeParty` in FIATA's schema). */
export const NamedParty = closed({ name: Text }, known);
