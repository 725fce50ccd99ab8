import { styleText } from 'node:util';

/** One line that says what is going on: rewritten in place on a terminal, else printed when it ends. */
export function progressLine(mark: string, text: string, ended: boolean): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${mark} ${text}${ended ? '\n' : ''}`);
  else if (ended) console.log(`${mark} ${text}`);
}

/** Runs one step of long work under its title; `say` tells how far it is. Silent where the answer is JSON. */
export async function step<Result>(
  title: string,
  silent: boolean,
  work: (say: (detail: string) => void) => Promise<Result>,
): Promise<Result> {
  const began = performance.now();
  const show = (mark: string, detail: string, ended: boolean) => {
    if (!silent) progressLine(mark, detail === '' ? title : `${title}  ${styleText('dim', detail)}`, ended);
  };
  show('…', '', false);
  try {
    const result = await work((detail) => show('…', detail, false));
    show(styleText('green', '✔'), `${((performance.now() - began) / 1000).toFixed(1)} s`, true);
    return result;
  } catch (error) {
    show(styleText('red', '✘'), '', true);
    throw error;
  }
}
