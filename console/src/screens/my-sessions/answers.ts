import type { OwnSession } from "./queries";

type Acceptance = OwnSession["learners"][number]["acceptance"];
type Answered = Pick<OwnSession, "state" | "starts_at">;

/** Says whether the platform takes "accepted" now: until the session is completed or cancelled. */
export function mayAccept({ state }: Answered, acceptance: Acceptance): boolean {
  return acceptance !== "accepted" && (state === "scheduled" || state === "in_progress");
}

/** Says whether the platform takes "declined" now: until the session begins. */
export function mayDecline({ state, starts_at }: Answered, acceptance: Acceptance, now: Date): boolean {
  return acceptance !== "declined" && state === "scheduled" && (starts_at === null || now < new Date(starts_at));
}
