import { sayWord } from "@/lib/language";
import { sentenceCase } from "@/lib/words";

import { en, t } from "./words";

/** What somebody did, in words. An action that a newer hub has and this page does not know is shown as it is. */
export function actionWord(action: string): string {
  return action in en.action ? sayWord(t, `action.${action}`) : sentenceCase(action);
}

/** The actions to choose from, by name; the chosen one is among them even if this page does not know it. */
export function actionNames(chosen: string | undefined): string[] {
  const known = Object.keys(en.action);
  const all = chosen === undefined || known.includes(chosen) ? known : [...known, chosen];
  return all.sort((a, b) => actionWord(a).localeCompare(actionWord(b)));
}
