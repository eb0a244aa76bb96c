import type { OfficeWords } from "./languages";

const en = {
  product: "Lockstep",
  loading: "Loading…",
  tryAgain: "Try again",
  signIn: "Sign in",
  signInAgain: "Sign in again",
  signOut: "Sign out",
  toContent: "Skip to the content",
  menu: "Screens",
  signedInAs: "Signed in as",
  roles: {
    admin: "Administrator",
    auditor: "Auditor",
    coach: "Coach",
    finance: "Finance",
    guardian: "Guardian",
    learner: "Learner",
    support: "Support",
  } as Record<string, string>,
  request: (id: string) => `Request ${id}. Name it if you ask for help.`,
  home: "Go to the start",
  pageMissing: { title: "There is no page at this address", detail: "Check the address, or go to the start." },
  noAnswer: {
    title: "The platform did not answer",
    detail: "Check your connection to the internet, then try again.",
  },
  signedOut: {
    title: "You are not signed in any more",
    detail: "Your sign-in has ended. Sign in again. You return to this page.",
  },
  unexpected: { title: "Something went wrong in this page", detail: "Load the page again." },
  unreadable: (status: number) => ({
    title: `The platform gave an answer that this page cannot read (${status})`,
    detail: "Try again in a moment.",
  }),
  fieldsWrong: "These values were not accepted:",
};

/** The words that screens share. */
export const shared: OfficeWords<typeof en> = { en };
