export { contractsFor, type ContractClass } from './contracts.js';
export { signatureHolds } from './ledger/signature.js';
