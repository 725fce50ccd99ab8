export * from './embedded/index.js';
export * from './cast.js';
export * from './local.js';
