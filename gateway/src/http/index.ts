export { forNobody } from './admission.js';
export { createApp, LIMITS, type AppOptions, type Limits, type Part } from './app.js';
export { bearerCheck, type OidcOptions } from './bearer.js';
export { openDevelopmentIssuer, type DevelopmentIssuer, type TokenClaims } from './development-issuer.js';
export { openGateway, type Gateway, type GatewayOptions } from './gateway.js';
export { operation, type Asked, type Operation } from './operation.js';
export { GatewayProblem, problemOf } from './problem.js';
export { ROLES, type Access, type Caller, type Role } from './role.js';
export { watchTo, type Watch } from './watch.js';
