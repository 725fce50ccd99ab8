export { importActKey, makeActKey, type ActKey, type ActSigner } from './act-key.js';
export { certificateId } from './certificate-request.js';
export { makeEncryptionKey, type Decrypter, type EncryptionKey } from './encryption-key.js';
export * from './enrolment.js';
export * from './key-store.js';
export { openActKey, openEncryptionKey, sealActKey, sealEncryptionKey } from './sealed-key.js';
export * from './sign-act.js';
export { nodeCryptoCheck } from './signature-check.js';
export * from './wallet-error.js';
