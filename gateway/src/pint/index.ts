export {
  EnvelopeDesk,
  type EnvelopeDeskOptions,
  type PintAnswer,
  type PintBounds,
  type ReceivedEnvelope,
} from './envelope-desk.js';
export { pintPart, type ReceiverLookup } from './routes.js';
export type { StoreBounds } from './envelope-store.js';
