import * as z from 'zod';
import { IdentifyingCode, PlatformCode, TaxLegalReference } from './party.js';
import { DateTime, characters, line, open, word } from './shape.js';
import { transportDocumentReference, transportDocumentSubReference } from './transport-document.js';

/** On whose behalf somebody acts or receives. */
const RepresentedParty = open({ partyName: line(70) }, { identifyingCodes: z.array(IdentifyingCode) });

/** Who acts or receives on a platform, and for whom. */
export const ChainParty = open(
  { partyName: line(70), eblPlatform: PlatformCode, identifyingCodes: z.array(IdentifyingCode).min(1) },
  { taxLegalReferences: z.array(TaxLegalReference), representedParty: RepresentedParty },
);
export type ChainParty = z.infer<typeof ChainParty>;

const link = { actionDateTime: DateTime, actionCode: characters(50), actor: ChainParty };

/** One endorsement, as the endorsement chain has it (DCSA END 3.0.4). */
export const EndorsementChainLink = open(link, { recipient: ChainParty, auditReference: characters(100) });
export type EndorsementChainLink = z.infer<typeof EndorsementChainLink>;

/** One endorsement in a surrender request, which names a recipient always (DCSA SUR 3.0.4); `NO_PARTY` stands for none. */
export const SurrenderChainLink = open({ ...link, recipient: ChainParty }, { auditReference: characters(100) });
export type SurrenderChainLink = z.infer<typeof SurrenderChainLink>;

/** The recipient of an action that has none, in a surrender request (DCSA SUR 3.0.4). */
export const NO_PARTY: ChainParty = {
  partyName: 'NONE',
  eblPlatform: 'NONE',
  identifyingCodes: [{ codeListProvider: 'NONE', partyCode: 'NONE' }],
};

/** What was done with a document since its issue, newest first (DCSA END 3.0.4). */
export const EndorsementChain = open(
  { transportDocumentReference },
  {
    transportDocumentSubReference,
    carrierSCACCode: word(4),
    endorsementChain: z.array(EndorsementChainLink),
  },
);
export type EndorsementChain = z.infer<typeof EndorsementChain>;
