/** A text in lines of at most `max` characters, broken between words where it can be; one that is such a line is kept as it is. */
export function lines(text: string, max: number): string[] {
  if (/^\S(?:.*\S)?$/u.test(text) && [...text].length <= max) return [text];
  const broken: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u).filter((one) => one !== '')) {
    const letters = [...word];
    if (line !== '' && [...line].length + 1 + letters.length <= max) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') broken.push(line);
    while (letters.length > max) broken.push(letters.splice(0, max).join(''));
    line = letters.join('');
  }
  return line === '' ? broken : [...broken, line];
}
