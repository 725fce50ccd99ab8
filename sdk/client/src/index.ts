export * from './blocks.js';
export * from './endorsers.js';
export * from './ledger.js';
export * from './submit.js';
