export * from './endorsement-chain.js';
export * from './issuance.js';
export { DocumentParties, IdentifyingCode, IssueToParty } from './party.js';
export * from './pint/envelope.js';
export * from './surrender.js';
export { TransportDocument } from './transport-document.js';
