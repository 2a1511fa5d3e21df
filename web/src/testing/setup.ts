import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

import { speak } from "@/lib/language";

// Whole pages are drawn; a busy machine takes its time.
configure({ asyncUtilTimeout: 10_000 });

// What jsdom lacks and the component library asks for.
window.matchMedia = (query) => ({
  matches: false,
  media: query,
  onchange: null,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
  dispatchEvent: () => false,
});
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Object.defineProperty(document, "fonts", { value: new EventTarget() });
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.scrollTo = () => undefined;
vi.stubGlobal(
  "EventSource",
  class {
    static readonly CLOSED = 2;
    readyState = 1;
    onopen = null;
    onerror = null;
    addEventListener() {}
    close() {}
  },
);

afterEach(async () => {
  cleanup();
  localStorage.clear();
  await speak("en");
});
