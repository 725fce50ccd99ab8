export * from './blocks.js';
export * from './endorsers.js';
export * from './ledger.js';
export * from './submit.js';
export * from './aeo.js';
export * from './changes.js';
export * from './registry.js';
export * from './session.js';
