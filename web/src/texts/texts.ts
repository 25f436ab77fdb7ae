// The page's language, and its words in it.

import { de } from "./de";
import { en, type Key, type Texts } from "./en";

export type Language = "en" | "de";
export const LANGUAGES: { readonly [language in Language]: string } = { en: "English", de: "Deutsch" };
/** How times are written where the browser has no form of its own for the language. */
export const LOCALES: { readonly [language in Language]: string } = { en: "en-GB", de: "de-DE" };

const TEXTS: { readonly [language in Language]: Texts } = { en, de };

/** The first language of these that the page has; English otherwise. Understands `de-AT` and the like. */
export function languageOf(...wanted: readonly (string | null | undefined)[]): Language {
  for (const language of wanted) {
    const primary = language?.toLowerCase().split(/[-_]/)[0];
    if (primary === "en" || primary === "de") return primary;
  }
  return "en";
}

/** A text with its values put in. A text with two forms is chosen by `count`. */
export function textOf(language: Language, key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  const found = TEXTS[language][key];
  const form = typeof found === "string"
    ? found
    : found[new Intl.PluralRules(language).select(Number(values["count"])) === "one" ? "one" : "other"];
  return form.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
