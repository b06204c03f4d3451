// Whether the server answers. Once a call finds that it does not, it is asked until it does again.
import { useSyncExternalStore } from 'react';

const EVERY = 1_000;
/** A server that is busy starting may take the connection and not answer for long. */
const PATIENCE = 5_000;

let reachable = true;
const watchers = new Set<() => void>();

/** Takes in whether a call was answered. */
export function reached(answered: boolean): void {
  if (answered === reachable) return;
  reachable = answered;
  if (!answered) setTimeout(() => void ask(), EVERY);
  watchers.forEach((watcher) => watcher());
}

async function ask(): Promise<void> {
  if (reachable) return;
  try {
    const { ok } = await fetch('/health/liveness', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    if (ok) {
      reached(true);
      return;
    }
  } catch {
    // It still does not answer.
  }
  setTimeout(() => void ask(), EVERY);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function useReachable(): boolean {
  return useSyncExternalStore(watch, () => reachable);
}

/** Acts after a while, or sooner: at the moment when the server answers again. Returns what calls it off. */
export function soon(milliseconds: number, act: () => void): () => void {
  const off = () => {
    clearTimeout(timer);
    watchers.delete(look);
  };
  const once = () => {
    off();
    act();
  };
  const look = () => {
    if (reachable) once();
  };
  const timer = setTimeout(once, milliseconds);
  watchers.add(look);
  return off;
}
