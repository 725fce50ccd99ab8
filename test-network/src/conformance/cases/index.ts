import type { Case } from '../stage.js';
import { blocks } from './blocks.js';
import { calls } from './calls.js';
import { conflicts } from './conflicts.js';
import { privateData } from './private-data.js';
import { ranges } from './ranges.js';
import { state } from './state.js';

/** The hard questions to a ledger, with Fabric's answers, by their subject. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  state,
  ranges,
  conflicts,
  blocks,
  privateData,
  calls,
};
