import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { type Api, answered } from "./client";
import { useApi } from "./context";
import type { components } from "./types/sessions";

export type Me = components["schemas"]["MeOut"];

/** Who the caller is and what they may do. */
export function meQuery(api: Api) {
  return queryOptions({
    queryKey: ["me"],
    queryFn: ({ signal }) => answered(api.GET("/v1/me", { signal })),
    staleTime: 5 * 60_000,
  });
}

/** Returns who the caller is. The shell has read it before any page is shown. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery(useApi())).data;
}
