import * as z from 'zod';

const Translated = z.strictObject({ en: z.string().max(100), es: z.string().max(100), pt: z.string().max(100) });
const Colour = z.string().regex(/^#[0-9a-f]{6}$/, { error: 'a colour like #0b3a5b is accepted' });

/** Ratio of the luminances of two colours (WCAG 2.2, relative luminance). */
function contrast(one: string, other: string): number {
  const [dark, light] = [one, other].map(luminance).sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((place) => parseInt(colour.slice(place, place + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** How an administration's verification page looks; a file in config/themes. */
export const Theme = z
  .strictObject({
    theme: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'a theme is named like its file' }),
    administration: Translated.describe("whose page it is, in the page's languages"),
    crest: z.string().regex(/^[a-z0-9-]+\.svg$/, { error: 'the name of an SVG file beside the theme is accepted' }),
    accent: Colour.describe('of the head of the page and its main buttons'),
    onAccent: Colour.describe('of text on the accent'),
  })
  .refine(({ accent, onAccent }) => contrast(accent, onAccent) >= 4.5 && contrast(accent, '#ffffff') >= 4.5, {
    error: 'the accent has a contrast of 4.5 to 1 with the text on it and with white (WCAG 2.2, 1.4.3)',
  });
export type Theme = z.infer<typeof Theme>;

/** A theme with its crest's SVG in place of the file's name. */
export type ShippedTheme = Theme;

/** What a crest may not have: it is a picture and runs or loads nothing. */
export const isPlainPicture = (svg: string): boolean =>
  svg.trimStart().startsWith('<svg') && !/<script|<foreignObject|<!|\son\w+\s*=|href\s*=|url\s*\(|@import/i.test(svg);
