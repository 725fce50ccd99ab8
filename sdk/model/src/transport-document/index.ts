export {
  checkReplacingDocuments,
  checkTransportDocument,
  type CheckedDocument,
  type ReplacementBeside,
  type TermsBeside,
} from './agreement-with-terms.js';
