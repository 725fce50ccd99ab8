export { type Binaries, binaries, type Program } from './binaries.js';
export { type Connection, connectionOf } from './connect.js';
export { type FailureCode, NetworkFailure } from './failure.js';
export { homeFolder, makeHome, type MemberHome, openHome } from './home.js';
export * from './layout.js';
export * from './network.js';
export { loadTopology, type Member, parseTopology, type Topology } from './topology.js';
