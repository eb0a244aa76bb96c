import { createContext, useContext } from "react";

/** The languages of the console. With a new name here, every file of words that lacks it is a type error. */
export type Language = "en";

const LOCALES: Record<Language, string> = { en: "en-GB" };

export const LanguageContext = createContext<Language>("en");

/** Returns the words in the reader's language. */
export function useWords<Words>(words: Record<Language, Words>): Words {
  return words[useContext(LanguageContext)];
}

/** Returns the locale by which dates and numbers are written for the reader. */
export function useLocale(): string {
  return LOCALES[useContext(LanguageContext)];
}
