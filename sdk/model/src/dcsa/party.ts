import * as z from 'zod';
import { Address, AddressLines, PartyAddress } from './place.js';
import { CountryCode, anyOf, characters, formed, line, open, word } from './shape.js';

/** What identifies a party: a code in somebody's list, such as an LEI at GLEIF or a party code at a platform. */
export const IdentifyingCode = open(
  { codeListProvider: characters(100), partyCode: characters(150) },
  { codeListName: characters(100) },
);
export type IdentifyingCode = z.infer<typeof IdentifyingCode>;

export const TaxLegalReference = open({ type: line(50), countryCode: CountryCode, value: line(35) });

/** The code of a platform for electronic bills of lading; DCSA's description lists those there are. */
export const PlatformCode = word(4);

export const PartyContactDetail = anyOf(
  open({ name: line(35) }),
  open({ phone: line(30) }),
  open({
    email: formed(/^.+@\S+$/u, 100, 'an e-mail address is accepted'),
  }),
);

const whereabouts = { address: PartyAddress, addressLines: AddressLines };
const displayedAddress = z.array(characters(35)).max(6);
const taxes = z.array(TaxLegalReference);
const contacts = z.array(PartyContactDetail);
const codes = z.array(IdentifyingCode);

/** What may be said of any party. */
const known = {
  ...whereabouts,
  identifyingCodes: codes,
  taxLegalReferences: taxes,
  partyContactDetails: contacts,
  reference: line(35),
};
const Party = open({ partyName: line(70) }, known);

const notified = { ...known, typeOfPerson: line(50), displayedAddress };
const NotifyParty = open({ partyName: line(70) }, notified);

const Shipper = open(
  { partyName: line(70) },
  { ...notified, eblPlatform: PlatformCode, purchaseOrderReferences: z.array(line(35)) },
);

const Consignee = open(
  { partyName: line(70), identifyingCodes: codes.min(1) },
  {
    ...whereabouts,
    eblPlatform: PlatformCode,
    typeOfPerson: line(50),
    displayedAddress,
    taxLegalReferences: taxes,
    partyContactDetails: contacts,
    reference: line(35),
    purchaseOrderReferences: z.array(line(35)),
    isNotifyParty: z.boolean(),
  },
);

/** To whose order a negotiable bill is. */
const Endorsee = open(
  { partyName: line(70), identifyingCodes: codes.min(1) },
  {
    ...whereabouts,
    eblPlatform: PlatformCode,
    displayedAddress,
    taxLegalReferences: taxes,
    partyContactDetails: contacts,
    isNotifyParty: z.boolean(),
  },
);

/** Who is named on a transport document, and as what. */
export const DocumentParties = open(
  {
    shipper: Shipper,
    issuingParty: open(
      { partyName: line(70), address: PartyAddress },
      { addressLines: AddressLines, identifyingCodes: codes, taxLegalReferences: taxes, partyContactDetails: contacts },
    ),
  },
  {
    onBehalfOfShipper: open({ partyName: line(70) }, { ...whereabouts, identifyingCodes: codes }),
    consignee: Consignee,
    onBehalfOfConsignee: open({ partyName: line(70) }, { ...whereabouts, identifyingCodes: codes.min(1) }),
    endorsee: Endorsee,
    carriersAgentAtDestination: open(
      { partyName: line(70), address: Address, partyContactDetails: contacts },
      { addressLines: AddressLines },
    ),
    notifyParties: z.array(NotifyParty).max(3),
    other: z.array(open({ party: Party, partyFunction: characters(3) })),
  },
);

/** Who gets possession of a bill when it is issued, and on which platform. */
export const IssueToParty = open(
  { partyName: line(70), sendToPlatform: PlatformCode, identifyingCodes: codes.min(1) },
  { taxLegalReferences: taxes },
);
export type IssueToParty = z.infer<typeof IssueToParty>;
