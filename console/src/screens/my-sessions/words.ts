import type { OfficeWords } from "../../messages/languages";

const en = {
  title: "My sessions",
  times: { current: "Current", upcoming: "Upcoming", past: "Past" },
  timesLabel: "Which sessions",
  loading: "Loading your sessions…",
  more: "Show more",
  loadingMore: "Loading…",
  empty: {
    current: { title: "You have no session now", detail: "Your next sessions are under Upcoming." },
    upcoming: { title: "You have no upcoming sessions", detail: "A session appears here when you are invited to it." },
    past: { title: "You have no past sessions", detail: "Your sessions move here when they are over." },
  },
  coach: "Coach",
  place: "Place",
  modes: { online: "Online", in_person: "In person" },
  category: "Category",
  learners: "Learners",
  youCoach: "You coach",
  you: {
    invited: "You are invited. Do you take part?",
    accepted: "You take part.",
    declined: "You declined.",
  },
  other: {
    invited: (name: string) => `${name} is invited. Do they take part?`,
    accepted: (name: string) => `${name} takes part.`,
    declined: (name: string) => `You or ${name} declined.`,
  },
  accept: "Accept",
  decline: "Decline",
  acceptOf: (name: string, session: string) => `Accept ${session} for ${name}`,
  declineOf: (name: string, session: string) => `Decline ${session} for ${name}`,
};

export const words: OfficeWords<typeof en> = { en };
