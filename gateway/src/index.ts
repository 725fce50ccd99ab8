export * from './service-ledger.js';
export * from './ticker.js';
export * from './gateway-config.js';
export * from './projection/index.js';
export * from './projection-keeper.js';
