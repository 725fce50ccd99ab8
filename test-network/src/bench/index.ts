export { Issuer } from './issuer.js';
export { errorsOf, longestGap, SteadyWrites, type Write } from './steady-writes.js';
