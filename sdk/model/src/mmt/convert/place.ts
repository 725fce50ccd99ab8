import type { TransportDocument } from '../../dcsa/transport-document.js';
import type { Location } from '../value.js';
import { given } from './given.js';

type Port = TransportDocument['transports']['portOfLoading'];

interface Named {
  locationName?: string | undefined;
  UNLocationCode?: string | undefined;
}

/** An id of a place, where it is a UN/LOCODE. */
export const locode = (id: string | undefined): string | undefined =>
  /^[A-Z]{2}[A-Z2-9]{3}$/.test(id ?? '') ? id : undefined;
const named = (name: string | undefined) => (name === undefined ? undefined : { value: name });

/** A place by its UN/LOCODE and its name. */
export const placeInMmt = (place: Named | undefined): Location | undefined =>
  place && given({ id: place.UNLocationCode, name: named(place.locationName) });

export const placeInDcsa = (place: Location | undefined) =>
  place && given({ UNLocationCode: locode(place.id), locationName: place.name?.value });

/** A port; one that is known by its city alone has a name and a country, and no id. */
export const portInMmt = (port: Port): Location | undefined =>
  port.city && port.UNLocationCode === undefined && port.locationName === undefined
    ? given({ name: named(port.city.city), countryCode: port.city.countryCode })
    : placeInMmt(port);

export const portInDcsa = (place: Location | undefined) =>
  place?.id === undefined && place?.name && place.countryCode
    ? { city: { city: place.name.value, countryCode: place.countryCode } }
    : placeInDcsa(place);

/** Where a bill is issued: DCSA has a UN/LOCODE or a country, and not both. */
export const placeOfIssueInMmt = (place: TransportDocument['placeOfIssue']): Location | undefined =>
  place && given({ ...placeInMmt(place as Named), countryCode: (place as { countryCode?: string }).countryCode });

export const placeOfIssueInDcsa = (place: Location) =>
  given({ ...placeInDcsa(place), countryCode: locode(place.id) ? undefined : place.countryCode });

/** Where freight is paid: DCSA has a UN/LOCODE or a text. */
export const payableInMmt = ({ UNLocationCode, freeText }: { UNLocationCode?: string; freeText?: string }) =>
  given({ id: UNLocationCode, name: named(freeText) });

export const payableInDcsa = (place: Location | undefined) =>
  place && given(locode(place.id) ? { UNLocationCode: place.id } : { freeText: place.name?.value });
