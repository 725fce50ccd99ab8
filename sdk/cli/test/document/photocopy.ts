import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

// From the package; by default it would be fetched.
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
const { buffer: wasmBinary } = new Uint8Array(readFileSync(wasm));
prepareZXingModule({ overrides: { wasmBinary } });

/** A page in grey, a byte a dot. */
export interface Picture {
  width: number;
  height: number;
  grey: Uint8Array;
}

/** A page of a PDF as a scanner of that resolution, in dots an inch, sees it; drawn by poppler. */
export async function scanned(pdf: string, dpi: number, page = 1): Promise<Picture> {
  const args = ['-gray', '-r', String(dpi), '-f', String(page), '-l', String(page), pdf];
  const { stdout } = await promisify(execFile)('pdftoppm', args, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 });
  const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(stdout.subarray(0, 40).toString('latin1'))!;
  return { width: Number(width), height: Number(height), grey: new Uint8Array(stdout.subarray(head.length)) };
}

/** What a copier makes of it: each dot mixed with those around it, grey for white and for black, and specks all over. */
export function photocopied({ width, height, grey }: Picture, blurs: number, noise: number): Picture {
  let from = grey;
  for (let blur = 0; blur < blurs; blur++) {
    const to = from.slice();
    for (let y = 1; y < height - 1; y++)
      for (let x = 1; x < width - 1; x++) {
        let sum = 0;
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++)
            sum += from[(y + dy) * width + x + dx]! * (dx === 0 && dy === 0 ? 4 : dx === 0 || dy === 0 ? 2 : 1);
        to[y * width + x] = sum / 16;
      }
    from = to;
  }
  const random = seeded(1);
  const copied = from.map((dot) => {
    const faded = 60 + (dot * 165) / 255 + (random() - 0.5) * 2 * noise;
    const isSpeck = random() < 0.002;
    return isSpeck ? 255 - faded : Math.max(0, Math.min(255, faded));
  });
  return { width, height, grey: copied };
}

/** The texts of the QR codes in a picture. */
export async function codesIn({ width, height, grey }: Picture): Promise<string[]> {
  const data = new Uint8ClampedArray(width * height * 4);
  grey.forEach((dot, place) => data.set([dot, dot, dot, 255], place * 4));
  const image = { data, width, height, colorSpace: 'srgb' as const };
  const found = await readBarcodes(image, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 4 });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}

/** The same numbers each time (mulberry32), from 0 to 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
