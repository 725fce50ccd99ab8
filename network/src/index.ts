export { authorityOf, authorityRoot } from './authority.js';
export { type Binaries, binaries, type Program } from './binaries.js';
export { type Deployment, deployments } from './chaincode.js';
export { type CollectionConfig, collectionsOf } from './collections.js';
export { type Connection, connectionOf } from './connect.js';
export { type NodeState } from './daemon.js';
export { type FailureCode, NetworkFailure } from './failure.js';
export { gatewaySettings, type GatewaySettings, takeGatewaySettings } from './gateway-settings.js';
export { acceptGenesis, found } from './genesis.js';
export { readIdentity, theRegistrar } from './identities.js';
export { homeFolder, makeHome, type MemberHome, openHome, paths } from './home.js';
export { fingerprint, type Introduction, knownIntroductions, takeIntroductions } from './introduction.js';
export * from './layout.js';
export {
  approvalsOf,
  approve,
  commit,
  committedDefinitions,
  type Definition,
  definitionOf,
  type NextDefinition,
  nextDefinition,
} from './lifecycle.js';
export * from './member.js';
export * from './network.js';
export { orderingLeader } from './leader.js';
export { killNode, nodeNames, startNode, stopMember, stopNode } from './nodes.js';
export * from './proposal.js';
export { firstTick } from './readiness.js';
export { renew } from './renewal.js';
export { type Revocation, revoke, revokePresent } from './revocation.js';
export { demandService, enrolService, reenrolService, type Service, services } from './services.js';
export { PROGRAMS, shippedTopology } from './shipped.js';
export * from './status.js';
export { loadTopology, type Member, parseTopology, type Topology } from './topology.js';
