export * from './embedded/index.js';
export * from './cast.js';
export * from './local.js';
export * from './other-platform.js';
export * from './bench/index.js';
export { bundle } from './bundle.js';
