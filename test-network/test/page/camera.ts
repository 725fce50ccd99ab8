import { encodeQR } from 'qr';

const [WIDTH, HEIGHT] = [640, 480];

/** A picture of a QR code on a grey table, a byte a point (luminance). */
function picture(text: string): Buffer {
  const code = encodeQR(text, 'raw', { border: 3 });
  const scale = Math.floor((HEIGHT * 0.9) / code.length);
  const [left, top] = [(WIDTH - code.length * scale) >> 1, (HEIGHT - code.length * scale) >> 1];
  const points = Buffer.alloc(WIDTH * HEIGHT, 120);
  for (let y = 0; y < code.length * scale; y++)
    for (let x = 0; x < code.length * scale; x++)
      points[(top + y) * WIDTH + left + x] = code[Math.floor(y / scale)]![Math.floor(x / scale)] ? 20 : 235;
  return points;
}

/** What a camera sees that is held before a QR code: a film (YUV4MPEG2), as Chromium's fake camera takes it. */
export function filmOf(text: string): Buffer {
  const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = [Buffer.from('FRAME\n'), picture(text), colours];
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420\n`);
  return Buffer.concat([head, ...Array.from({ length: 3 }, () => frame).flat()]);
}

/** The same as a picture's file (portable network graphics need a library; bitmaps do not). */
export function bitmapOf(text: string): Buffer {
  const points = picture(text);
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(54 + WIDTH * HEIGHT * 3, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(WIDTH, 18);
  head.writeInt32LE(-HEIGHT, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  const colours = Buffer.alloc(WIDTH * HEIGHT * 3);
  points.forEach((point, place) => colours.fill(point, place * 3, place * 3 + 3));
  return Buffer.concat([head, colours]);
}
