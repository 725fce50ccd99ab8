import { behaviour } from '../test/suites/index.ts';
import { onReal } from './on-real.ts';

onReal('bconnect', 27_000, behaviour);
