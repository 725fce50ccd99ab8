export { namespacesOf, openEmbedded, type Client, type EmbeddedNetwork, type EmbeddedOptions } from './network.js';
export type { ChaincodeDefinition, CollectionDefinition } from './definition.js';
export type { Enrolment, Identity, Unit } from './identity.js';
export type { BlockCutting } from './orderer.js';
export { majority, ownerAndAnother, type Policy } from './policy.js';
