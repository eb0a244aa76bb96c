import { useWords } from "../../messages/languages";
import { Badge } from "../../parts/badge";
import { stateOf, stateWords, TONES } from "../../parts/session-state";
import { useVirtualRows } from "../../parts/virtual-rows";
import { When } from "../../parts/when";
import type { SessionSummary } from "./queries";
import styles from "./table.module.css";
import { words } from "./words";

const ROW_PIXELS = 65;
const COLUMNS = 7;

interface Props {
  sessions: SessionSummary[];
  hasMore: boolean;
  /** Whether these are the sessions of the last filters, because the new ones are not there yet. */
  isOld: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
}

/** The sessions, a row each. On a narrow window a row is a card. The roles keep it a table there too. */
export function SessionTable({ sessions, hasMore, isOld, isLoadingMore, onMore }: Props) {
  const text = useWords(words);
  const list = useVirtualRows<HTMLTableSectionElement>({
    count: sessions.length,
    estimatedRowPixels: ROW_PIXELS,
    hasMore: hasMore && !isLoadingMore,
    onMore,
  });
  return (
    <>
      <p className={styles.count} role="status">
        {text.shown(sessions.length, hasMore)}
      </p>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: display: grid on a narrow window takes the native roles away */}
      <table role="table" className={styles.table} aria-rowcount={hasMore ? -1 : sessions.length + 1} aria-busy={isOld}>
        <caption className="unseen">{text.title}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {(["name", "when", "state", "coach", "courses", "learners", "category"] as const).map((column) => (
              <th key={column} role="columnheader" scope="col" data-column={column}>
                {text.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" ref={list.body}>
          <Gap pixels={list.before} />
          {list.rows.map(({ index }) => {
            const session = sessions[index];
            return session && <SessionRow key={session.session_id} {...{ session, index }} measure={list.measure} />;
          })}
          <Gap pixels={list.after} />
        </tbody>
      </table>
      {isLoadingMore && <p role="status">{text.loadingMore}</p>}
    </>
  );
}

interface RowProps {
  session: SessionSummary;
  index: number;
  measure: (row: HTMLElement | null) => void;
}

function SessionRow({ session, index, measure }: RowProps) {
  const text = useWords(words);
  const state = stateOf(session);
  const states = useWords(stateWords);
  return (
    <tr role="row" ref={measure} data-index={index} aria-rowindex={index + 2}>
      <th role="rowheader" scope="row" data-column="name">
        {session.name}
        {session.is_run && <span className={styles.run}>{text.lessons(session.lesson_count)}</span>}
      </th>
      <td role="cell" data-column="when">
        <When session={session} />
      </td>
      <td role="cell" data-column="state">
        <Badge tone={TONES[state]}>{states[state]}</Badge>
      </td>
      <td role="cell" data-column="coach">
        {session.coach_name}
      </td>
      <td role="cell" data-column="courses">
        {session.course_count} <span className={styles.unit}>{text.unitOfCourses(session.course_count)}</span>
      </td>
      <td role="cell" data-column="learners">
        {session.seats_max === null ? session.learner_count : text.seats(session.learner_count, session.seats_max)}{" "}
        <span className={styles.unit}>{text.unitOfLearners(session.learner_count)}</span>
      </td>
      <td role="cell" data-column="category">
        {session.category}
      </td>
    </tr>
  );
}

/** The room of the rows that are not drawn. */
function Gap({ pixels }: { pixels: number }) {
  return pixels > 0 ? (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus, and this one is no row for anybody
    <tr aria-hidden="true" className={styles.gap}>
      <td colSpan={COLUMNS} style={{ blockSize: pixels }} />
    </tr>
  ) : null;
}
// biome-ignore-end lint/a11y/noRedundantRoles: see above
