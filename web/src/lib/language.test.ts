import { afterEach, describe, expect, it, vi } from "vitest";

import { browserLanguage, catalogue, keepInBrowser, language, offer, speak } from "./language";

const t = catalogue("language-test", {
  greeting: "Hello, {{name}}",
  order_one: "{{count, number}} order",
  order_other: "{{count, number}} orders",
  stage: { paid: "To ship" },
  only_english: "Only in English",
});

const fetched = vi.fn(() =>
  Promise.resolve({
    "language-test": {
      greeting: "Halo, {{name}}",
      order_other: "{{count, number}} pesanan",
      stage: { paid: "Perlu dikirim" },
    },
  }),
);

const browser = (...languages: string[]) => vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);

afterEach(() => vi.restoreAllMocks());

describe("speak", () => {
  it("says what it is asked in the language chosen, and fetches it once", async () => {
    offer("id", fetched);
    expect(fetched).not.toHaveBeenCalled();
    await speak("id");
    await speak("en");
    await speak("id");
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(document.documentElement.lang).toBe("id");
    expect(t("greeting", { name: "<Rani>" })).toBe("Halo, <Rani>");
    expect(t("stage.paid")).toBe("Perlu dikirim");
  });

  it("stays with the language of before when the other cannot be fetched", async () => {
    offer("id", () => Promise.reject(new Error("offline")));
    await expect(speak("id")).rejects.toThrow("offline");
    expect(language()).toBe("en");
    expect(document.documentElement.lang).toBe("en");
  });

  it("counts as each language does, and writes numbers as it writes them", async () => {
    expect([t("order", { count: 1 }), t("order", { count: 12_403 })]).toEqual(["1 order", "12,403 orders"]);
    offer("id", fetched);
    await speak("id");
    expect([t("order", { count: 1 }), t("order", { count: 12_403 })]).toEqual(["1 pesanan", "12.403 pesanan"]);
  });

  it("says in English what a language lacks", async () => {
    offer("id", fetched);
    await speak("id");
    expect(t("only_english")).toBe("Only in English");
  });
});

describe("browserLanguage", () => {
  it.each([
    [["id-ID", "en"], "id"],
    [["de-DE", "id", "en"], "id"],
    [["de", "fr"], "en"],
    [[], "en"],
  ])("takes from %j what there is: %s", (languages, want) => {
    browser(...languages);
    expect(browserLanguage()).toBe(want);
  });

  it("goes by the choice made here before", () => {
    browser("en-GB");
    keepInBrowser("id");
    expect(browserLanguage()).toBe("id");
  });

  it("does without storage where it is forbidden", () => {
    browser("id");
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new DOMException("forbidden", "SecurityError");
    });
    expect(browserLanguage()).toBe("id");
  });
});
