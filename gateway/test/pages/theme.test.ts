import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parse } from 'yaml';
import { Theme, isPlainPicture } from '#src/pages/theme.js';
import { THEMES } from '#src/pages/themes.js';

const folder = fileURLToPath(new URL('../../../config/themes/', import.meta.url));
const read = (file: string) => readFileSync(`${folder}${file}`, 'utf8');

describe('A theme', () => {
  it('is compiled into the gateway as config/themes has it', () => {
    const written = readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => Theme.parse(parse(read(file))))
      .map((theme) => ({ ...theme, crest: read(theme.crest) }));
    expect(THEMES, 'node scripts/config.mjs writes it anew').to.deep.equal(written);
  });

  it('whose text cannot be read on its colour is refused', () => {
    const theme = { ...(parse(read('fairway.yaml')) as Theme), accent: '#9fc5e8' };
    expect(Theme.safeParse(theme).success).to.equal(false);
  });

  it('has a crest that runs and loads nothing', () => {
    expect(isPlainPicture('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>')).to.equal(true);
    for (const part of ['<script>x()</script>', '<path onload="x()"/>', '<image href="https://x.example/a.png"/>'])
      expect(isPlainPicture(`<svg>${part}</svg>`), part).to.equal(false);
  });
});
