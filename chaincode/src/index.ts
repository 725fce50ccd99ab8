export { contractsFor, type ContractClass } from './contracts.js';
export { getStates, putStates } from './ledger/batch.js';
export { signatureHolds } from './ledger/signature.js';
