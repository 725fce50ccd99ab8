import { behaviourByTopology } from '../test/suites/index.ts';
import { onReal } from './on-real.ts';

onReal('minimal', 26_000, (network) => behaviourByTopology(network, { listed: 1000, races: 20 }));
