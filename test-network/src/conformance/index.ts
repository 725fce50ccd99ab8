export { cases } from './cases/index.js';
export { ConformanceContract, type Step } from './contract.js';
export { Stage, withoutTexts, type Case, type Observation } from './stage.js';
