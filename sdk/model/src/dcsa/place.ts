import * as z from 'zod';
import { CountryCode, FullDate, UNLocationCode, characters, code, exactlyOneOf, line, open } from './shape.js';

const street = { street: characters(70), city: line(35), countryCode: CountryCode };
const house = {
  streetNumber: characters(50),
  floor: line(50),
  postCode: characters(10),
  POBox: characters(20),
  stateRegion: characters(65),
};

/** Where something is (DCSA EBL 3.0.4). */
export const Address = open(street, house);
/** Where a party is. */
export const PartyAddress = open(street, { ...house, UNLocationCode });
/** The lines of an address as they are printed. */
export const AddressLines = z.array(characters(250)).max(5);

const City = open({ city: line(35), countryCode: CountryCode }, { stateRegion: characters(65) });
const Facility = open({ facilityCode: line(6), facilityCodeListProvider: z.enum(['BIC', 'SMDG']) });
const GeoCoordinate = open({ latitude: characters(10), longitude: characters(11) });

const inland = {
  locationName: line(100),
  facilityName: characters(100),
  address: Address,
  addressLines: AddressLines,
  facility: Facility,
  UNLocationCode,
};
/** Where the carrier receives or delivers the goods inland. */
const InlandPlace = open({}, { ...inland, geoCoordinate: GeoCoordinate });
const Port = open({}, { locationName: line(100), city: City, UNLocationCode });

const VesselVoyage = open(
  { vesselName: line(50), carrierExportVoyageNumber: line(50) },
  {
    universalExportVoyageReference: code(
      /^\d{2}[0-9A-Z]{2}[NEWSR]$/,
      'a universal voyage reference like 2103N is accepted',
    ),
    role: characters(30),
  },
);

/** The carriage, from place of receipt to place of delivery. */
export const Transports = open(
  {
    plannedArrivalDate: FullDate,
    plannedDepartureDate: FullDate,
    portOfLoading: Port,
    portOfDischarge: Port,
    vesselVoyages: z.array(VesselVoyage).min(1),
  },
  {
    preCarriageBy: characters(50),
    onCarriageBy: characters(50),
    placeOfReceipt: InlandPlace,
    placeOfDelivery: InlandPlace,
    onwardInlandRouting: open({}, inland),
  },
);

export const PlaceOfIssue = exactlyOneOf(
  open({}, { locationName: line(100) }),
  open({ UNLocationCode }),
  open({ countryCode: CountryCode }),
);
export const InvoicePayableAt = exactlyOneOf(open({}), open({ UNLocationCode }), open({ freeText: characters(35) }));
