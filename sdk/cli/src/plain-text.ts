/** Control characters, and format characters that reorder or hide what a reader sees; joiners that scripts need stay. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/**
 * A text of somebody else as a terminal may be given it, in one line: what would move the cursor, change the colour or
 * turn the direction, and so let a forged document write the verdict on itself, is written out.
 */
export const plainText = (text: string): string =>
  text.replaceAll(UNSEEN, (one) => `\\u{${one.codePointAt(0)!.toString(16)}}`);
