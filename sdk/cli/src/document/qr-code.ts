import encodeQR from 'qr';

/** Points in a millimetre. */
export const MM = 72 / 25.4;

/** The smallest module that survives a photocopy of a small print, in millimetres. */
const MODULE = 0.4;

/** The width at which a link's code has to be read after a photocopy, in millimetres. */
const NARROWEST = 20;

/**
 * A QR code (ISO/IEC 18004) as rows of dark and light modules, without its quiet zone. It has as much error correction
 * as leaves modules large enough at a width of 2 cm, and never less than level M: a fold or a stamp costs 15 %.
 */
export function qrCode(text: string): boolean[][] {
  for (const ecc of ['high', 'quartile'] as const) {
    const modules = encoded(text, ecc);
    if (modules.length * MODULE <= NARROWEST) return modules;
  }
  return encoded(text, 'medium');
}

/** The library draws a border of one module at least. */
const encoded = (text: string, ecc: 'high' | 'quartile' | 'medium'): boolean[][] =>
  encodeQR(text, 'raw', { ecc, border: 1 })
    .slice(1, -1)
    .map((row) => row.slice(1, -1));

/** The light modules that a code needs around it. */
const QUIET = 4;

/** Draws a code in vectors, its quiet zone white, `width` without it; all in points. */
export function drawQrCode(pdf: PDFKit.PDFDocument, modules: boolean[][], x: number, y: number, width: number): void {
  const size = width / modules.length;
  const quiet = QUIET * size;
  pdf.rect(x - quiet, y - quiet, width + 2 * quiet, width + 2 * quiet).fill('#ffffff');
  modules.forEach((row, line) => {
    for (let from = 0; from < row.length; from++) {
      if (!row[from]) continue;
      let to = from;
      while (row[to]) to++;
      pdf.rect(x + from * size, y + line * size, (to - from) * size, size);
      from = to;
    }
  });
  pdf.fill('#000000');
}
