import type { Progress } from '@fairway/network';

/** Shows what `up` is at: a line a step, with the members that have done it; nothing where the answer is JSON. */
export function progressList(
  members: number,
  silent: boolean,
): { onProgress?: (progress: Progress) => void; onBuild?: (line: string) => void } {
  if (silent) return {};
  const rewrites = process.stdout.isTTY;
  const done = new Map<string, string[]>();
  const show = (mark: string, text: string, ended: boolean) => {
    if (rewrites) process.stdout.write(`\r\u001b[K${mark} ${text}${ended ? '\n' : ''}`);
    else if (ended) console.log(`${mark} ${text}`);
  };
  return {
    onProgress({ step, member, state, took = 0 }) {
      const name = member === undefined ? step : `each member: ${step}`;
      if (state === 'begun') return show('…', name, false);
      if (state === 'failed') return show('✘', [name, member].filter(Boolean).join(' '), true);
      const so = [...(done.get(step) ?? []), ...(member === undefined ? [] : [member])];
      done.set(step, so);
      const ended = member === undefined || so.length === members;
      show(ended ? '✔' : '…', `${name} ${so.join(' ')} ${ended ? `${(took / 1000).toFixed(1)} s` : ''}`.trim(), ended);
    },
    onBuild: (line) => show('…', line, !rewrites && line.startsWith('building')),
  };
}
