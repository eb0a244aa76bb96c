import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useApi } from "../../api/context";
import { useWords } from "../../messages/languages";
import { Notice } from "../../parts/notice";
import { PageTitle } from "../../parts/page-title";
import { ProblemNotice } from "../../parts/problem-notice";
import { Skeleton } from "../../parts/skeleton";
import { SessionCard } from "./card";
import styles from "./page.module.css";
import { ownSessionsQuery } from "./queries";
import { TIMES, type Time } from "./times";
import { words } from "./words";

const route = getRouteApi("/shell/my-sessions/$when");

/** The reader's own sessions: what they coach, learn in, or look after as a guardian. */
export function MySessionsPage() {
  const text = useWords(words);
  const when = route.useParams().when as Time; // the route lets no other word pass
  const list = useInfiniteQuery(ownSessionsQuery(useApi(), when));
  const sessions = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageTitle>{text.title}</PageTitle>
      <nav className={styles.times} aria-label={text.timesLabel}>
        {TIMES.map((time) => (
          <Link key={time} to="/my-sessions/$when" params={{ when: time }}>
            {text.times[time]}
          </Link>
        ))}
      </nav>
      {list.isPending && <Skeleton label={text.loading} />}
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && sessions.length === 0 && !list.hasNextPage && <Notice {...text.empty[when]} tone="plain" />}
      <ul className={styles.sessions}>
        {sessions.map((session) => (
          <SessionCard key={session.session_id} session={session} when={when} />
        ))}
      </ul>
      {list.hasNextPage && (
        <button type="button" onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          {list.isFetchingNextPage ? text.loadingMore : text.more}
        </button>
      )}
    </>
  );
}
