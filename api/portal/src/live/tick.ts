import { useSyncExternalStore } from 'react';
import { now } from '../clock';

// One timer for all countdowns of a page, so that they change at the same moment.
const watchers = new Set<() => void>();
let current = now();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  if (timer === undefined) {
    current = now();
    timer = setInterval(() => {
      current = now();
      watchers.forEach((each) => each());
    }, 1_000);
  }
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** What time it is at the server, anew each second. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => current);
}
