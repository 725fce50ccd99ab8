export * from './base45.js';
export * from './link.js';
export * from './record.js';
export * from './recorded.js';
export * from './statement.js';
export * from './statement-key.js';
export * from './statement-signers.js';
