/** The lines of a stream of text, without their ends; it is given up where none comes for so many milliseconds. */
export async function* linesOf(stream: ReadableStream<Uint8Array>, patience: number): AsyncGenerator<string> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const giveUp = () => void reader.cancel().catch(() => undefined);
  let rest = '';
  try {
    for (;;) {
      const timer = setTimeout(giveUp, patience);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } finally {
    giveUp();
  }
}
