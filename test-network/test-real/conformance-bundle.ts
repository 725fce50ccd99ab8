import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** Bundles the chaincode's own program with the conformance contract among its contracts; the bundle's path. */
export async function conformanceBundle(folder: string): Promise<string> {
  const outfile = join(folder, 'conformance.cjs');
  const program = path('chaincode/dist/main.js');
  await build({
    entryPoints: [program],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    keepNames: true,
    logLevel: 'warning',
    plugins: [
      {
        name: 'conformance-contracts',
        setup: (bundle) => {
          bundle.onResolve({ filter: /^\.\/contracts\.js$/ }, ({ importer }) =>
            importer === program ? { path: path('test-network/dist/conformance/contracts.js') } : undefined,
          );
        },
      },
    ],
  });
  return outfile;
}
