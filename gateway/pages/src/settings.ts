export type { Carried, Settings, Translated } from '../../src/pages/carried.ts';
