import { createInstance } from "i18next";
import { initReactI18next } from "react-i18next";

// Which language the pages speak, and the words in it. English is in the program; another language is fetched when chosen.

/** The languages there are, by their own names, and how each writes dates and numbers. */
export const languages = {
  en: { name: "English", dates: "en-GB", numbers: "en" },
  id: { name: "Bahasa Indonesia", dates: "id-ID", numbers: "id" },
} as const;

export type Language = keyof typeof languages;

export const languageNames = Object.keys(languages) as Language[];

/** Texts by name, some of them in a group: "title", "stage.paid". */
export interface Catalogue {
  readonly [name: string]: string | { readonly [word: string]: string };
}

type Names<C> = { [K in keyof C & string]: C[K] extends string ? K : `${K}.${keyof C[K] & string}` }[keyof C & string];

// English has two forms of a word that is counted, "order_one" and "order_other"; both are asked for as "order".
type Stem<Name> = Name extends `${infer Word}_${"one" | "other"}` ? Word : Name;

/** The names by which the texts of a catalogue are asked for. */
export type Key<C> = Stem<Names<C>>;

type Text<C, Name> = Name extends keyof C
  ? C[Name]
  : Name extends `${infer Group}.${infer Word}`
    ? Group extends keyof C
      ? Word extends keyof C[Group]
        ? C[Group][Word]
        : never
      : never
    : never;

type Placeholders<T> = T extends `${string}{{${infer Name}}}${infer Rest}`
  ? (Name extends `${infer Bare},${string}` ? Bare : Name) | Placeholders<Rest>
  : never;

type Needs<C, K extends string> = Placeholders<Text<C, K | `${K}_${"one" | "other"}`>>;

/** What a text needs: nothing, or a value for each of its placeholders. */
export type Values<C, K extends string> = [Needs<C, K>] extends [never]
  ? []
  : [values: { [N in Needs<C, K>]: N extends "count" ? number : string | number }];

/** Says a text of one catalogue in the language of the moment. Asked for while drawing, never kept. */
export interface Say<C> {
  <K extends Key<C> & string>(key: K, ...values: Values<C, K>): string;
  /** The catalogue's name: its folder. */
  readonly of: string;
}

type Forms<Words> = {
  readonly [K in keyof Words as K extends `${string}_one` ? never : K]: string;
} & {
  readonly [
    K in keyof Words as K extends `${infer Word}_other` ? `${Word}_${"zero" | "one" | "two" | "few" | "many"}` : never
  ]?: string;
};

/**
 * A catalogue in another language: every text of the English one and none besides. Languages differ in how many forms a
 * counted word has; "other" is the one they all have.
 */
export type Translation<C> = Forms<{ [K in keyof C as C[K] extends string ? K : never]: C[K] }> & {
  readonly [K in keyof C as C[K] extends string ? never : K]: Forms<C[K]>;
};

/** The library that holds the words; for components/ui/rich.tsx, everybody else says texts of a catalogue. */
export const i18n = createInstance();
void i18n.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  resources: {},
  // The words are here or already fetched: nothing is waited for.
  initAsync: false,
  // React escapes by itself.
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
});

/** Takes in the English texts of a folder, which names the catalogue, and gives what says them. */
export function catalogue<const C extends Catalogue>(folder: string, en: C): Say<C> {
  i18n.addResourceBundle("en", folder, en, true, true);
  const say = (key: string, values?: Record<string, string | number>) => i18n.t(key, { ns: folder, ...values });
  return Object.assign(say, { of: folder });
}

/** Says a text whose name is made of a word of the API; who calls has looked that English has it. */
export function sayWord(say: { readonly of: string }, key: string): string {
  return i18n.t(key, { ns: say.of });
}

type Fetch = () => Promise<Record<string, Catalogue>>;

const elsewhere = new Map<Language, Fetch>();

/** Tells where a language's catalogues come from, by folder. */
export function offer(language: Language, fetch: Fetch): void {
  elsewhere.set(language, fetch);
}

export function language(): Language {
  return i18n.language as Language;
}

/** Fetches a language if need be and speaks it from then on. What is drawn must be drawn anew. */
export async function speak(next: Language): Promise<void> {
  const fetch = elsewhere.get(next);
  if (fetch) {
    for (const [folder, words] of Object.entries(await fetch()))
      i18n.addResourceBundle(next, folder, words, true, true);
    elsewhere.delete(next);
  }
  document.documentElement.lang = next;
  if (language() !== next) await i18n.changeLanguage(next);
}

const kept = "tillbridge-language";

export function isLanguage(word: unknown): word is Language {
  return typeof word === "string" && word in languages;
}

/** The choice made in this browser, else the first of its languages that there is, else English. */
export function browserLanguage(): Language {
  const asked = [stored(), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return asked.find(isLanguage) ?? "en";
}

function stored(): string | null {
  try {
    return localStorage.getItem(kept);
  } catch {
    // Storage may be forbidden; the browser's own languages are as good.
    return null;
  }
}

/** Keeps the choice in this browser, for the pages before sign-in. */
export function keepInBrowser(chosen: Language): void {
  try {
    localStorage.setItem(kept, chosen);
  } catch {
    // As above: the choice then lasts as long as the page.
  }
}
