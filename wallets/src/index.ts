export * from './enrolment.js';
export { certificateId } from './certificate-request.js';
export * from './wallet-error.js';
