export * from './link.js';
export * from './record.js';
export * from './recorded.js';
