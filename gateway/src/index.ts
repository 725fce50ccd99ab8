export * from './service-ledger.js';
export * from './ticker.js';
export * from './ticker-config.js';
export * from './projection/index.js';
