import { decodeQR } from 'qr/decode.js';

/** Reads the text of a QR code in a picture; undefined where there is none. */
export type CodeReader = (picture: CanvasImageSource, width: number, height: number) => Promise<string | undefined>;

/** What browsers have that read codes by themselves (Shape Detection API). */
interface NativeDetector {
  detect(picture: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface NativeDetectors {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own reader where it has one, else ours. */
export async function codeReader(): Promise<CodeReader> {
  const { BarcodeDetector: Native } = globalThis as { BarcodeDetector?: NativeDetectors };
  if (!Native || !(await Native.getSupportedFormats()).includes('qr_code')) return ownReader();
  const detector = new Native({ formats: ['qr_code'] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue;
}

function ownReader(): CodeReader {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  return (picture, width, height) => {
    if (width === 0 || height === 0) return Promise.resolve(undefined);
    canvas.width = width;
    canvas.height = height;
    context.drawImage(picture, 0, 0);
    return Promise.resolve(textIn(context.getImageData(0, 0, width, height)));
  };
}

function textIn(picture: ImageData): string | undefined {
  try {
    return decodeQR(picture);
  } catch {
    return undefined;
  }
}

/** Larger pictures are made smaller first, to so many points on their longer side. */
const LONGEST = 2000;

/** The text of the QR code in a picture's file; undefined where there is none, or it is no picture. */
export async function textInPicture(file: Blob): Promise<string | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const smaller = await createImageBitmap(picture, { resizeWidth: width, resizeHeight: height });
  return (await codeReader())(smaller, width, height);
}
