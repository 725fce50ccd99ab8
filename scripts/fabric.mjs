/** Builds Fabric's programs before the first test that needs them, once a lock file; says how far it is. */
import { binaries } from '@fairway/network';

try {
  await binaries((line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
