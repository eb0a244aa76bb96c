import type { Me } from "../../api/me";

/** Says whether somebody reads all sessions of the organisation, and not only those that they take part in. */
export function isForAllSessions(me: Me): boolean {
  return me.may["GET /v1/sessions"] === "all";
}
