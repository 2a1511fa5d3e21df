import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const src = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../web/src");

type Texts = Record<string, string | Record<string, string>>;

function flat(texts: Texts): Map<string, string> {
  const pairs = Object.entries(texts).flatMap(([name, text]): [string, string][] =>
    typeof text === "string" ? [[name, text]] : Object.entries(text).map(([word, own]) => [`${name}.${word}`, own]),
  );
  return new Map(pairs);
}

/** A text as it may stand on a page: something for each placeholder, nothing for the marks. */
function pattern(text: string): string {
  const bare = text.replace(/<\/?\w+\/?>/g, "").trim();
  return bare
    .split(/\{\{[^}]*\}\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".+");
}

/** Matches a text of the pages that is English and not Indonesian, whole. */
export async function onlyEnglish(): Promise<RegExp> {
  const patterns: string[] = [];
  const indonesian = new Set<string>();
  for (const file of readdirSync(src, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith("words.id.ts")) continue;
    const { id } = (await import(path.join(src, file))) as { id: Texts };
    const { en } = (await import(path.join(src, file.replace(/id\.ts$/, "ts")))) as { en: Texts };
    for (const text of flat(id).values()) indonesian.add(text);
    for (const text of flat(en).values()) {
      // A text that is nothing but placeholders would match everything.
      if (/\p{L}/u.test(text.replace(/\{\{[^}]*\}\}/g, ""))) patterns.push(text);
    }
  }
  return new RegExp(
    `^(?:${patterns
      .filter((text) => !indonesian.has(text))
      .map(pattern)
      .join("|")})$`,
    "u",
  );
}
