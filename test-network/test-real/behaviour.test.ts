import { behaviour } from '../test/suites/index.ts';
import { onReal } from './on-real.ts';

// A long list and many races take minutes where five must agree: they are put to the network of two.
onReal('bconnect', 27_000, (network) => behaviour(network, { listed: 100, races: 5 }));
