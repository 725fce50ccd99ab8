import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BUNDLER = fileURLToPath(new URL('../../chaincode/bundle.mjs', import.meta.url));

/** Bundles a chaincode program as the members' own is bundled; `program` is compiled, and ends in `serveAll`. */
export async function bundle(program: URL, outfile: string): Promise<string> {
  await promisify(execFile)(process.execPath, [BUNDLER, fileURLToPath(program), outfile]);
  return outfile;
}
