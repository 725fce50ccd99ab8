import { isUsable, type Participant } from '@fairway/model';

/** How far a key has come on its way to signing. */
export type KeyState = 'none' | 'no-handle' | 'unknown-handle' | 'unregistered' | 'waiting' | 'in-force' | 'ended';

/** How a key of this browser stands in its officer's registry entry (undefined where there is none), at a moment. */
export function keyStateOf(
  key: { thumbprint: string; handle?: string } | undefined,
  officer: Participant | undefined,
  at: string,
): KeyState {
  if (!key) return 'none';
  if (key.handle === undefined) return 'no-handle';
  if (!officer) return 'unknown-handle';
  const registered = officer.keys[key.thumbprint];
  if (!registered) return 'unregistered';
  if (isUsable(registered, at)) return 'in-force';
  return isUsable(registered, at, true) ? 'waiting' : 'ended';
}
