export { type Finding, type Judged } from './answer.js';
export { type Flaw } from './endorsement.js';
export { DIMENSIONS, type Dimension, type Fragment, type Result } from './fragment.js';
export { Malformed } from './malformed.js';
export { REASONS, type Code } from './reasons.js';
export { verifyReceipt } from './receipt.js';
export { newerOf, readTrustList, type Trust, type TrustedMember } from './trust.js';
export * from './verdict.js';
export { verify, type HistoryLine, type Verification, type VerifyOptions } from './verify.js';
