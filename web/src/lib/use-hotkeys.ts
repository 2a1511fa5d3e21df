import { useEffect, useRef } from "react";

export type Keys = Record<string, (event: KeyboardEvent) => void>;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

function isCovered(): boolean {
  // A modal dialog owns the keyboard; our side panel is not modal.
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="listbox"], [role="menu"]') !== null;
}

/** Single-letter keys for a page. Silent while somebody types, holds a modifier, or a modal is open. */
export function useHotkeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const checkbox = event.target instanceof HTMLInputElement && event.target.type === "checkbox";
      if (isTyping(event.target) && !checkbox && event.key !== "Escape") return;
      if (isCovered()) return;
      latest.current[event.key]?.(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
