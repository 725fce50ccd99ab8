/** The lines of a stream of text, without their ends; calls `silent` where none comes for so many milliseconds. */
export async function* linesOf(
  stream: ReadableStream<Uint8Array>,
  patience: number,
  silent: () => void,
): AsyncGenerator<string> {
  const text = stream.pipeThrough(new TextDecoderStream());
  let rest = '';
  let timer = setTimeout(silent, patience);
  try {
    for await (const part of text) {
      clearTimeout(timer);
      timer = setTimeout(silent, patience);
      const lines = (rest + part).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } finally {
    clearTimeout(timer);
  }
}
