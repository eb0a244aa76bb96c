import type { OfficeWords } from "../messages/languages";

const en = {
  title: "Sign in to Lockstep",
  explanation: "You sign in at your organisation's page, and return here.",
  button: "Sign in",
  returning: "Signing you in…",
  failed: {
    title: "The sign-in did not work",
    detail: "It may have taken too long, or it was begun in another window. Sign in again.",
  },
  noProvider: {
    title: "The sign-in page does not answer",
    detail: "Check your connection, then try again. If it goes on, ask an administrator.",
  },
};

export const words: OfficeWords<typeof en> = { en };
