export * from './embedded/index.js';
export * from './cast.js';
