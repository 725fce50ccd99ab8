import type { Progress } from '@fairway/network';
import { progressLine } from './progress-line.js';

/** Shows what `up` is at: a line a step, with the members that have done it; nothing where the answer is JSON. */
export function progressList(
  members: number,
  silent: boolean,
): { onProgress?: (progress: Progress) => void; onBuild?: (line: string) => void } {
  if (silent) return {};
  const done = new Map<string, string[]>();
  return {
    onProgress({ step, member, state, took = 0 }) {
      const name = member === undefined ? step : `each member: ${step}`;
      if (state === 'begun') return progressLine('…', name, false);
      if (state === 'failed') return progressLine('✘', [name, member].filter(Boolean).join(' '), true);
      const so = [...(done.get(step) ?? []), ...(member === undefined ? [] : [member])];
      done.set(step, so);
      const ended = member === undefined || so.length === members;
      progressLine(
        ended ? '✔' : '…',
        `${name} ${so.join(' ')} ${ended ? `${(took / 1000).toFixed(1)} s` : ''}`.trim(),
        ended,
      );
    },
    onBuild: (line) => progressLine('…', line, !process.stdout.isTTY && line.startsWith('building')),
  };
}
