import { createContext, useContext } from "react";

/** The languages of the console. With a new name here, every file of `Words` that lacks it is a type error. */
export type Language = "en" | "de";

/** The words of a screen that coaches, learners and guardians use: in every language. */
export type Words<Text> = Record<Language, Text>;

/** The words of a screen that only the office of an organisation uses: in English. */
export type OfficeWords<Text> = { en: Text };

const LOCALES: Record<Language, string> = { en: "en-GB", de: "de-DE" };

export const LanguageContext = createContext<Language>("en");

/** Returns the words in the reader's language, or the English ones if there are no others. */
export function useWords<Text>(words: OfficeWords<Text> & Partial<Words<Text>>): Text {
  return words[useContext(LanguageContext)] ?? words.en;
}

/** Returns the locale by which dates and numbers are written for the reader. */
export function useLocale(): string {
  return LOCALES[useContext(LanguageContext)];
}
