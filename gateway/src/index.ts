export * from './blobs/blob-store.js';
export * from './blobs/directory-store.js';
export * from './blobs/envelope-keeper.js';
export * from './service-ledger.js';
export * from './ticker.js';
export * from './gateway-config.js';
export * from './projection/index.js';
export * from './projection-keeper.js';
