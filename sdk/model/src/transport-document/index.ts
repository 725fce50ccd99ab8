export { checkTransportDocument, type CheckedDocument, type TermsBeside } from './agreement-with-terms.js';
