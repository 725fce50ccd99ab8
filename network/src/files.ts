import { randomBytes } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file so that it is there whole or not at all, for its owner's eyes only. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await intoPlace(path, (unfinished) => writeFile(unfinished, content, { mode: 0o600 }));
}

/** Makes a file or folder beside its place and moves it there when it is whole; what stood there is replaced. */
export async function intoPlace(path: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.unfinished`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await make(unfinished);
    await rename(unfinished, path).catch(async (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOTEMPTY' && cause.code !== 'EEXIST') throw cause;
      await rm(path, { recursive: true });
      await rename(unfinished, path);
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
