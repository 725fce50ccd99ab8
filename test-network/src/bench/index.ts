export { benchChanges, type ChangesFigures } from './changes.js';
export { benchFaults, type FaultFigures } from './faults.js';
export { goalsOf, type Goal } from './goals.js';
export { benchGrowth, type GrowthFigures, type GrowthOptions } from './growth.js';
export { Issuer, type Granted } from './issuer.js';
export { benchLoad, type LoadFigures, type LoadOptions, type OperationFigures } from './load.js';
export { machine, type Machine } from './machine.js';
export { benchStart, type BenchOptions, type StartFigures } from './start.js';
export { errorsOf, longestGap, SteadyWrites, type Write } from './steady-writes.js';
