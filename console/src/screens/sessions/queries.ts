import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type Api, answered } from "../../api/client";
import type { components } from "../../api/types/sessions";
import type { Filters } from "./filters";

export type SessionSummary = components["schemas"]["SessionSummary"];

const PAGE_ROWS = 100;
const CATEGORIES_MAX = 200;

/** The sessions that the filters find, page by page. The last list stays until the first page of a new one is there. */
export function sessionsQuery(api: Api, { sort = "-start", ...filters }: Filters) {
  return infiniteQueryOptions({
    queryKey: ["sessions", sort, filters],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filters, sort, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) };
      return answered(api.GET("/v1/sessions", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    placeholderData: keepPreviousData,
  });
}

/** The categories to filter by. */
export function categoriesQuery(api: Api) {
  return queryOptions({
    queryKey: ["categories"],
    queryFn: ({ signal }) =>
      answered(api.GET("/v1/categories", { params: { query: { limit: CATEGORIES_MAX } }, signal })),
    staleTime: 5 * 60_000,
  });
}
