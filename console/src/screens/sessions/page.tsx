import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useApi } from "../../api/context";
import { useWords } from "../../messages/languages";
import { Notice } from "../../parts/notice";
import { PageTitle } from "../../parts/page-title";
import { ProblemNotice } from "../../parts/problem-notice";
import { Skeleton } from "../../parts/skeleton";
import { FilterBar } from "./filter-bar";
import { countOf, filtersIn } from "./filters";
import { sessionsQuery } from "./queries";
import { SessionTable } from "./table";
import { words } from "./words";

const route = getRouteApi("/shell/sessions");

/** All sessions of the organisation: search, filter and order them. */
export function SessionsPage() {
  const text = useWords(words);
  const filters = filtersIn(route.useSearch()); // the router adds what the address has beside them
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(sessionsQuery(useApi(), filters));
  const sessions = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = countOf(filters) > 0;
  const clear = (
    <button type="button" onClick={() => void navigate({ search: {} })}>
      {text.clear}
    </button>
  );
  return (
    <>
      <PageTitle>{text.title}</PageTitle>
      <FilterBar filters={filters} onChange={(search) => void navigate({ search, replace: true })} />
      {list.isPending && <Skeleton label={text.loading} />}
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && sessions.length === 0 && !list.hasNextPage && (
        <Notice {...(isFiltered ? text.nothingFound : text.empty)} tone="plain">
          {isFiltered && clear}
        </Notice>
      )}
      {(sessions.length > 0 || (list.isSuccess && list.hasNextPage)) && (
        <SessionTable
          sessions={sessions}
          hasMore={list.hasNextPage && !list.isFetchNextPageError}
          isOld={list.isPlaceholderData}
          isLoadingMore={list.isFetchingNextPage}
          onMore={list.fetchNextPage}
        />
      )}
    </>
  );
}
