export * from './link.js';
export * from './record.js';
export * from './recorded.js';
export * from './is-statement.js';
export * from './statement-key.js';
export * from './statement-signers.js';
