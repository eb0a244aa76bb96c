import { useMe } from "../api/me";
import { type OfficeWords, useLocale, useWords } from "../messages/languages";
import { type Dated, datesOf } from "./session-dates";
import styles from "./when.module.css";

const en = {
  from: (date: string) => `from ${date}`,
  until: (date: string) => `until ${date}`,
  none: "No dates",
};
const words: OfficeWords<typeof en> = { en };

/** When a session is, by the clock of its own zone. */
export function When({ session }: { session: Dated }) {
  const text = useWords(words);
  const dates = datesOf(session, useLocale(), useMe().zone);
  if (dates.kind === "none") {
    return <span className={styles.zone}>{text.none}</span>;
  }
  const shown = dates.kind === "from" || dates.kind === "until" ? text[dates.kind](dates.text) : dates.text;
  return (
    <>
      {shown}
      {dates.zone !== null && <span className={styles.zone}> {dates.zone}</span>}
    </>
  );
}
