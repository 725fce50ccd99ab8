import type { Handle } from '../../identifiers.js';
import { isUsable } from '../../registry/keys.js';
import type { Participant } from '../../registry/record.js';
import { demand } from '../../refusal.js';
import type { Instant } from '../../time.js';
import type { ChainParty } from '../endorsement-chain.js';
import type { IdentifyingCode } from '../party.js';
import type { KnownKey } from '../pint/jws.js';

/** A party of this ledger as DCSA's documents name one: with a code at least that the documents carry, too. */
export type NamedParty = Pick<ChainParty, 'partyName' | 'identifyingCodes' | 'taxLegalReferences'>;

/** Who a handle is to other platforms; undefined where nobody has said. */
export type PartyLookup = (handle: Handle) => NamedParty | undefined;

/** Which handle a party has that a document or another platform names; undefined where it is none here. */
export type HandleLookup = (party: {
  partyName: string;
  identifyingCodes?: IdentifyingCode[] | undefined;
}) => Handle | undefined;

/**
 * How other platforms know a party that the registry names in public: by the identifiers it is registered with, an LEI at
 * GLEIF and the others in DCSA's mutual list. Undefined for whoever is not named in public: its codes are for those to
 * give who are entitled to them.
 */
export function namedParty({ public: identity }: Pick<Participant, 'public'>): NamedParty | undefined {
  if (!identity) return undefined;
  const taxes = identity.identifiers.filter(({ scheme }) => scheme === 'TIN' || scheme === 'EORI');
  return {
    partyName: [...identity.name].slice(0, 70).join('').trim(),
    identifyingCodes: identity.identifiers.map(({ scheme, value }) => ({
      codeListProvider: scheme === 'LEI' ? 'GLEIF' : 'ZZZ',
      partyCode: value,
      codeListName: scheme,
    })),
    ...(taxes.length > 0 && {
      taxLegalReferences: taxes.map(({ scheme, value }) => ({
        type: scheme,
        countryCode: value.slice(0, 2),
        value,
      })),
    }),
  };
}

/** Refuses, with `PARTY_CODE_MISSING`, a party of which nobody has said how others know it. */
export function demandNamed(handle: Handle, lookup: PartyLookup): NamedParty {
  const named = lookup(handle);
  demand(
    named !== undefined && named.identifyingCodes.length > 0,
    'PARTY_CODE_MISSING',
    `${handle} is accepted with its name and a code that identifies it, such as an LEI, as the document has it`,
  );
  return named;
}

/**
 * The keys by which a carrier signs issuance manifests: those of its registry entry that signed any act at a moment,
 * under each code that it is registered with (`SMDG:MSK`, `NMFTA:MAEU`).
 */
export function carrierKeysOf({ public: identity, keys }: Participant, at: Instant): KnownKey[] {
  const codes = (identity?.identifiers ?? []).flatMap(({ scheme, value }) =>
    scheme === 'SMDG' ? `SMDG:${value}` : scheme === 'SCAC' ? `NMFTA:${value}` : [],
  );
  return Object.entries(keys)
    .filter(([, key]) => key.acts === undefined && isUsable(key, at))
    .flatMap(([kid, { jwk }]) => codes.map((of) => ({ of, kid, jwk })));
}
