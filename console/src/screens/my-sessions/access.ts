import type { Me } from "../../api/me";

const TAKES_PART = ["coach", "learner", "guardian"];

/** Says whether somebody may have sessions of their own. Everybody may ask for them, but others have none. */
export function isForOwnSessions(me: Me): boolean {
  return "GET /v1/me/sessions" in me.may && me.roles.some((role) => TAKES_PART.includes(role));
}
