import { describe, expect, it } from "vitest";

import type { Catalogue } from "@/lib/language";

interface Words {
  en: Catalogue;
  t?: { of: string };
  shared?: { of: string };
}

const english = import.meta.glob<Words>("/src/**/words.ts", { eager: true });
const indonesian = import.meta.glob<Catalogue>("/src/**/words.id.ts", { import: "id", eager: true });
const sources = import.meta.glob<string>(
  ["/src/**/*.{ts,tsx}", "!/src/**/words.id.ts", "!/src/**/*.test.*", "!/src/testing/**"],
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);

// What reads the same in both languages: names, units, and words that Indonesian has taken over.
const sameInBoth = new Set([
  ...["OK", "Webhook", "Manual", "Operator", "Status", "Total", "Email", "SKU", "token", "Filter", "Hub", "Void"],
  ...["{{place}}: {{part}}", "{{action}}", "Voucher", "Log", "Slack", "Discord", "webhook-id"],
]);

/** "stage.paid" → its text. */
function flat(catalogue: Catalogue): Map<string, string> {
  return new Map(
    Object.entries(catalogue).flatMap(([name, text]): [string, string][] =>
      typeof text === "string" ? [[name, text]] : Object.entries(text).map(([word, own]) => [`${name}.${word}`, own]),
    ),
  );
}

/** A file without its own English texts. */
const code = (source: string) => source.slice(source.indexOf("catalogue(") + 1);

const stem = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, "");
const folderOf = (path: string) => path.replace(/\/[^/]*$/, "");
const parts = (text: string) => new Set(text.match(/\{\{[^}]*\}\}|<\/?\w+\/?>/g));

const folders = Object.entries(english).map(([path, words]) => {
  const folder = folderOf(path);
  return { folder, words, en: flat(words.en), id: flat(indonesian[`${folder}/words.id.ts`] ?? {}) };
});

/** Whether the folder's own files, or any file for lib, ask for the text by its name or by the beginning of its name. */
function isAsked(folder: string, key: string): boolean {
  const name = stem(key);
  const begun = [...name.matchAll(/[._]/g)].map(({ index }) => `\`${name.slice(0, index + 1)}\${`);
  const group = name.includes(".") ? `wordOf("${name.split(".")[0] ?? ""}"` : undefined;
  const asked = [`"${name}"`, ...begun, ...(group ? [group] : [])];
  return Object.entries(sources).some(
    ([path, source]) =>
      (folder === "/src/lib" || path.startsWith(`${folder}/`)) && asked.some((a) => code(source).includes(a)),
  );
}

describe.each(folders)("the words of $folder", ({ folder, words, en, id }) => {
  it("are called by their folder", () => {
    expect((words.t ?? words.shared)?.of).toBe(folder.split("/").at(-1));
  });

  it("are said in Indonesian too, all of them and no others", () => {
    expect([...new Set([...id.keys()].map(stem))].sort()).toEqual([...new Set([...en.keys()].map(stem))].sort());
  });

  it("take the same values and marks in both languages", () => {
    for (const [key, text] of id) {
      const same = en.get(key) ?? en.get(`${stem(key)}_other`) ?? "";
      expect([key, parts(text)]).toEqual([key, parts(same)]);
    }
  });

  it("are not left in English", () => {
    const left = [...id].filter(([key, text]) => text === en.get(key) && !sameInBoth.has(text));
    expect(left).toEqual([]);
  });

  it("are all asked for", () => {
    expect([...en.keys()].filter((key) => !isAsked(folder, key))).toEqual([]);
  });
});
