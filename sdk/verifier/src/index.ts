export * from './fragment.js';
export * from './verdict.js';
