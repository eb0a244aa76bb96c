import type { components } from "../api/types/sessions";
import type { OfficeWords } from "../messages/languages";
import type { Tone } from "./badge";

type Summary = components["schemas"]["SessionSummary"];
type Stated = Pick<Summary, "state" | "status" | "voided_at" | "is_run">;
export type SessionState = "upcoming" | "current" | "open" | "past" | "running" | "completed" | "voided" | "cancelled";

/** Returns the one state that says most about a session: what happened to it, else where it is in time. */
export function stateOf({ state, status, voided_at, is_run }: Stated): SessionState {
  if (voided_at !== null) {
    return "voided";
  }
  if (state === "in_progress") {
    return "running";
  }
  if (state !== "scheduled") {
    return state;
  }
  return status === "past" && !is_run ? "open" : status; // a course run is never completed itself
}

export const TONES: Record<SessionState, Tone> = {
  upcoming: "plain",
  current: "accent",
  open: "warn",
  past: "plain",
  running: "accent",
  completed: "good",
  voided: "bad",
  cancelled: "bad",
};

const en: Record<SessionState, string> = {
  upcoming: "Upcoming",
  current: "Current",
  open: "Not completed",
  past: "Past",
  running: "In progress",
  completed: "Completed",
  voided: "Voided",
  cancelled: "Cancelled",
};

export const stateWords: OfficeWords<typeof en> = { en };
