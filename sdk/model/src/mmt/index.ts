export { fromMmt, toMmt, type Converted } from './convert/convert.js';
export { inDcsa } from './convert/in-dcsa.js';
export { type Unsaid } from './convert/unsaid.js';
export { MmtDocument, isMmt } from './document.js';
