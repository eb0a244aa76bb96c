import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Api, answered } from "../../api/client";
import { useApi } from "../../api/context";
import type { components } from "../../api/types/sessions";
import type { Time } from "./times";

export type OwnSession = components["schemas"]["OwnSessionOut"];
export type Answer = components["schemas"]["AcceptanceIn"]["acceptance"];

const PAGE_ROWS = 50;
const LISTS = ["my-sessions"];

/** The caller's own sessions of one part of time, the nearest to now first. */
export function ownSessionsQuery(api: Api, when: Time) {
  return infiniteQueryOptions({
    queryKey: [...LISTS, when],
    queryFn: ({ pageParam, signal }) => {
      const sort = when === "past" ? ("-start" as const) : ("start" as const);
      const query = { when, sort, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) };
      return answered(api.GET("/v1/me/sessions", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
}

/** Answers a learner's invitation. The key makes it safe that a browser sends the same answer twice. */
export function useAnswer(session: OwnSession, personId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (acceptance: Answer) =>
      answered(
        api.POST("/v1/sessions/{session_id}/acceptance", {
          params: { path: { session_id: session.session_id }, header: { "idempotency-key": crypto.randomUUID() } },
          body: { person_id: personId, acceptance },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: LISTS }),
  });
}
