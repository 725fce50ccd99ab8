/** Puts the compiled chaincode and all it needs into the one file whose digest the members approve. */
import { build } from 'esbuild';

const [entry = 'dist/main.js', outfile = 'build/fairway-chaincode.cjs'] = process.argv.slice(2);
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  keepNames: true,
  legalComments: 'eof',
  logLevel: 'warning',
});
