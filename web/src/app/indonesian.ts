import type { Catalogue } from "@/lib/language";

// Every words.id.ts there is, in one file of the build that is fetched when somebody chooses the language.
const files = import.meta.glob<Catalogue>("/src/**/words.id.ts", { import: "id", eager: true });

/** Indonesian, by the folder that speaks it. */
export const indonesian = Object.fromEntries(
  Object.entries(files).map(([path, words]) => [path.split("/").at(-2) ?? "", words]),
);
