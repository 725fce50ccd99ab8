import { createRequire } from 'node:module';
import { canonical, demand, type Instant } from '@fairway/model';
import { parseLink, recordedDigestOf, type VerifiableDocument } from '@fairway/model/document';
import PDFDocument from 'pdfkit';
import { contentsOf, minuteOf, type Field } from './contents.js';
import { LABELS, TEXTS, type Language, type Text } from './language.js';
import { MM, drawQrCode, qrCode } from './qr-code.js';

/** What is printed. */
export interface Printed {
  document: VerifiableDocument;
  /** The link that is printed as a QR code. */
  link: string;
  language: Language;
  /** What the issuer has signed for readers without a network, and as of when. */
  statement?: { text: string; asOf: Instant } | undefined;
}

/** The name under which the document is attached. */
const ATTACHMENT = 'document.json';

const INK = '#1b1f24';
const GREY = '#57606a';
const RULE = '#c4ccd4';
const MARGIN = 20 * MM;
const [WIDTH, HEIGHT] = [595.28, 841.89];
const INNER = WIDTH - 2 * MARGIN;
const GAP = 6 * MM;
/** The longest field that is printed whole, in characters. */
const LONGEST = 1500;
/** Where an overprint has its middle: it leaves the codes alone. */
const MIDDLE = HEIGHT * 0.4;
/** Where the fields end and the codes begin. */
const CODES_AT = HEIGHT - 88 * MM;
const LAST_LINE = HEIGHT - 14 * MM;

const fontFile = (name: string) => createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans/${name}.ttf`);

/**
 * A document on A4, with its canonical JSON attached and its link as a QR code: PDF/A-3b, tagged, the same bytes each
 * time. A bill's copy is overprinted as one.
 *
 * Throws `CHARACTER_NOT_PRINTABLE` where the font has no glyph, `LINK_OF_ANOTHER_RECORD`.
 */
export async function printed(given: Printed): Promise<Uint8Array> {
  const { document, link, language } = given;
  demand(
    canonical(parseLink(link).about) === canonical(document.about),
    'LINK_OF_ANOTHER_RECORD',
    'the link to this document is accepted',
  );
  return new Print(given, TEXTS[document.schema === 'aeo-document/1' ? 'aeo' : 'title'][language]).bytes();
}

class Print {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #bytes: Promise<Uint8Array>;
  #y = MARGIN;

  constructor(
    private readonly given: Printed,
    private readonly heading: string,
  ) {
    const { document, language } = given;
    const made = new Date(document.madeAt);
    this.#pdf = new PDFDocument({
      size: 'A4',
      margin: 0,
      pdfVersion: '1.7',
      subset: 'PDF/A-3b',
      tagged: true,
      lang: language,
      displayTitle: true,
      bufferPages: true,
      font: fontFile('400Regular/NotoSans_400Regular'),
      info: {
        Title: `${heading} ${document.about.id}`,
        Author: document.issuer,
        Creator: 'Fairway',
        Producer: 'Fairway',
        CreationDate: made,
        ModDate: made,
      },
    });
    this.#pdf.registerFont('regular', fontFile('400Regular/NotoSans_400Regular'));
    this.#pdf.registerFont('bold', fontFile('700Bold/NotoSans_700Bold'));
    this.#bytes = collected(this.#pdf);
  }

  async bytes(): Promise<Uint8Array> {
    this.#attach();
    this.#head();
    const { document, language } = this.given;
    const fields = contentsOf(document, language).map((field) => ({
      ...field,
      value: shortened(field.value, language),
    }));
    for (const row of rowsOf(fields)) this.#row(row);
    this.#codes();
    const pages = this.#pdf.bufferedPageRange().count;
    for (let page = 0; page < pages; page++) {
      this.#pdf.switchToPage(page);
      this.#foot(page + 1, pages);
      if (document.schema === 'title-document/1') this.#overprint();
    }
    this.#pdf.end();
    return this.#bytes;
  }

  #attach(): void {
    const made = new Date(this.given.document.madeAt);
    this.#pdf.file(
      new TextEncoder().encode(canonical(this.given.document)) as never,
      {
        name: ATTACHMENT,
        type: 'application/json',
        description: `${this.heading} ${this.given.document.about.id}`,
        creationDate: made,
        modifiedDate: made,
        relationship: 'Source',
      } as never,
    );
  }

  #head(): void {
    const { issuer } = this.given.document;
    this.#say(issuer, { bold: true, size: 11, colour: GREY });
    this.#say(this.heading, { bold: true, size: 20, tag: 'H1' });
    if (this.given.language !== 'en') this.#say(this.#english(), { size: 10, colour: GREY });
    this.#rule();
  }

  #english = () => TEXTS[this.given.document.schema === 'aeo-document/1' ? 'aeo' : 'title'].en;

  #rule(): void {
    this.#y += 2 * MM;
    this.#artifact(() =>
      this.#pdf
        .moveTo(MARGIN, this.#y)
        .lineTo(WIDTH - MARGIN, this.#y)
        .lineWidth(0.7)
        .stroke(RULE),
    );
    this.#y += 4 * MM;
  }

  /** One or two fields beside each other; on another page where this one is full. */
  #row(fields: readonly Field[]): void {
    const width = fields.length === 1 && fields[0]!.isWide ? INNER : (INNER - GAP) / 2;
    const heights = fields.map(({ value }) => this.#height(value, width, 10.5));
    const height = 4.2 * MM + Math.max(...heights) + 2.6 * MM;
    if (this.#y + height > CODES_AT - 6 * MM) this.#newPage();
    fields.forEach(({ label, value }, column) => {
      const x = MARGIN + column * (width + GAP);
      this.#put(this.#label(label), x, this.#y, width, { size: 7.5, colour: GREY, tag: 'P' });
      this.#put(value, x, this.#y + 4.2 * MM, width, { size: 10.5, tag: 'P' });
    });
    this.#y += height;
  }

  /** A field's name in the reader's language, and in English for whoever reads it abroad. */
  #label(label: Field['label']): string {
    const { language } = this.given;
    const names: Text = LABELS[label];
    return language === 'en' || names.en === names[language] ? names[language] : `${names[language]} · ${names.en}`;
  }

  #newPage(): void {
    this.#pdf.addPage();
    this.#y = MARGIN;
  }

  #codes(): void {
    const { document, link, language, statement } = this.given;
    const isTitle = document.schema === 'title-document/1';
    this.#y = CODES_AT;
    this.#rule();
    const note = [isTitle ? TEXTS.paperGivesNoRight[language] : '', TEXTS.statusIsOnline[language]].join(' ').trim();
    this.#put(note, MARGIN, this.#y, INNER, { size: 9, bold: true, tag: 'P' });
    const top = this.#y + 14 * MM;
    const column = (INNER - GAP) / 2;
    const { page } = parseLink(link);
    this.#code(link, MARGIN, top, column, TEXTS.scanToCheck[language], [TEXTS.whatScanningTells[language], page]);
    if (statement) {
      const told = `${TEXTS.whatStatementTells[language]} ${minuteOf(statement.asOf)}.`;
      this.#code(statement.text, MARGIN + column + GAP, top, column, TEXTS.withoutNetwork[language], [told]);
    }
  }

  #code(text: string, x: number, y: number, width: number, title: string, told: readonly string[]): void {
    const size = 32 * MM;
    const draw = () => drawQrCode(this.#pdf, qrCode(text), x + 2 * MM, y, size);
    this.#pdf.addStructure(this.#pdf.struct('Figure', { alt: title }, draw));
    const beside = x + size + 8 * MM;
    const rest = width - size - 8 * MM;
    this.#put(title, beside, y, rest, { size: 10, bold: true, tag: 'P' });
    let below = y + this.#height(title, rest, 10) + 1.5 * MM;
    for (const line of told) {
      this.#put(line, beside, below, rest, { size: 7.5, colour: GREY, tag: 'P' });
      below += this.#height(line, rest, 7.5) + 1.5 * MM;
    }
  }

  #foot(page: number, pages: number): void {
    const { document, language } = this.given;
    const digest = `${TEXTS.digest[language]} (RFC 8785, SHA-256): ${recordedDigestOf(document)}`;
    const attached = `${TEXTS.attached[language]} ${ATTACHMENT}.`;
    const counted = pages > 1 ? ` ${TEXTS.page[language]} ${page}/${pages}.` : '';
    this.#artifact(() => {
      this.#draw(digest, MARGIN, LAST_LINE - 9, INNER, { size: 7, colour: GREY });
      this.#draw(`${attached}${counted}`, MARGIN, LAST_LINE, INNER, { size: 7, colour: GREY });
    });
  }

  /** Large, over everything, and light enough to read what is under it, also on a photocopy. */
  #overprint(): void {
    const { language } = this.given;
    this.#artifact(() => {
      this.#pdf.save();
      this.#pdf.rotate(-45, { origin: [WIDTH / 2, MIDDLE] });
      this.#pdf.fillOpacity(0.22);
      const lines: [string, number, number][] = [
        [TEXTS.copy[language], 48, -48],
        [TEXTS.original[language], 30, 18],
      ];
      for (const [line, size, offset] of lines) {
        this.#pdf.font('bold').fontSize(size).fillColor('#b42318');
        const width = this.#pdf.widthOfString(line);
        this.#pdf.text(line, WIDTH / 2 - width / 2, MIDDLE + offset, { lineBreak: false });
      }
      this.#pdf.restore();
    });
  }

  #say(text: string, style: Style): void {
    this.#put(text, MARGIN, this.#y, INNER, style);
    this.#y += this.#height(text, INNER, style.size, style.bold) + 1 * MM;
  }

  #put(text: string, x: number, y: number, width: number, style: Style): void {
    this.#pdf.addStructure(this.#pdf.struct(style.tag ?? 'P', {}, () => this.#draw(text, x, y, width, style)));
  }

  #draw(text: string, x: number, y: number, width: number, { bold, size, colour }: Style): void {
    const pdf = this.#pdf
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(colour ?? INK);
    this.#demandGlyphs(text);
    pdf.text(text, x, y, { width, lineGap: 0.5 });
  }

  #height(text: string, width: number, size: number, bold = false): number {
    return this.#pdf
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .heightOfString(text, { width, lineGap: 0.5 });
  }

  /** A box in the place of a letter would be a false name. */
  #demandGlyphs(text: string): void {
    const { font } = (this.#pdf as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } })
      ._font;
    const lacking = [...text].find((letter) => !font.hasGlyphForCodePoint(letter.codePointAt(0)!));
    demand(
      lacking === undefined,
      'CHARACTER_NOT_PRINTABLE',
      `Latin, Greek and Cyrillic letters are printed; U+${lacking?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')} has no glyph in the font`,
    );
  }

  /** What a screen reader passes over. */
  #artifact(draw: () => void): void {
    this.#pdf.markContent('Artifact');
    draw();
    this.#pdf.endMarkedContent();
  }
}

interface Style {
  size: number;
  bold?: boolean;
  colour?: string;
  /** The kind of structure that it is for a screen reader. */
  tag?: 'H1' | 'P';
}

/** A field fits on a page; what is longer is whole in the attachment. */
const shortened = (value: string, language: Language): string =>
  value.length <= LONGEST ? value : `${value.slice(0, LONGEST).trimEnd()} … (${TEXTS.wholeIn[language]} ${ATTACHMENT})`;

/** Fields two by two, a wide one alone. */
function rowsOf(fields: readonly Field[]): Field[][] {
  const rows: Field[][] = [];
  for (const field of fields) {
    const last = rows.at(-1);
    if (!field.isWide && last?.length === 1 && !last[0]!.isWide) last.push(field);
    else rows.push([field]);
  }
  return rows;
}

function collected(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    pdf.on('error', reject);
  });
}
