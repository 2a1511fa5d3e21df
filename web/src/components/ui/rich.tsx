import type { ReactElement } from "react";
import { Trans } from "react-i18next";

import { i18n, type Key, type Say, type Values } from "@/lib/language";

type RichProps<C, K extends string> = {
  say: Say<C>;
  text: K;
  /** What the marks in the text stand for: "<command>tillbridge demo</command>" needs a `command`. */
  parts: Record<string, ReactElement>;
} & (Values<C, K> extends [infer V] ? { values: V } : { values?: undefined });

/** A text with a link, code or the like within, wherever the language puts it. */
export function Rich<C, K extends Key<C> & string>({ say, text, parts, values }: RichProps<C, K>) {
  return <Trans i18n={i18n} i18nKey={text} ns={say.of} components={parts} values={values} />;
}
