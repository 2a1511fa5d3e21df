import { useSyncExternalStore } from "react";

// One clock for every relative time on the page, so that a table of two hundred keeps one timer and not two hundred.
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    listeners.forEach((l) => l());
  }, 5_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The current time in milliseconds, fresh every five seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
