export * from './attached.js';
export * from './sealed.js';
export * from './sealed-documents.js';
