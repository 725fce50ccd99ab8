export type { Answer, CertificateName, Question } from './batch.js';
export { Projection, type Batch, type BatchOptions } from './projection.js';
export type { Difference, Sample } from './sample.js';
export type { Doubt, Projected } from './records.js';
export type { ProjectedUse } from './uses.js';
export { projectionState, type Progress, type ProjectionState } from './state.js';
export type { CertificateQuery, ParticipantQuery, SearchPage, SearchResult, TitleQuery } from './search.js';
