import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { type OfficeWords, useWords } from "../messages/languages";
import { shared } from "../messages/words";
import { Notice } from "../parts/notice";
import { PageTitle } from "../parts/page-title";
import { ProblemNotice } from "../parts/problem-notice";
import styles from "./shell.module.css";

const en = {
  nothing: {
    title: "There is no page for you here yet",
    detail:
      "No page of this console is for your roles. If you expected one, ask an administrator of your organisation.",
  },
};
const words: OfficeWords<typeof en> = { en };

/** A page that could not be shown at all. */
export function Failed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main className={styles.content}>
      <ProblemNotice error={error} onRetry={retry} />
    </main>
  );
}

/** An address without a page. */
export function Missing() {
  const text = useWords(shared);
  return (
    <main className={styles.content}>
      <PageTitle>{text.pageMissing.title}</PageTitle>
      <Notice detail={text.pageMissing.detail} tone="plain">
        <Link to="/">{text.home}</Link>
      </Notice>
    </main>
  );
}

/** The start of somebody for whom there is no screen. */
export function Nothing() {
  const { nothing } = useWords(words);
  return (
    <>
      <PageTitle>{nothing.title}</PageTitle>
      <Notice detail={nothing.detail} tone="plain" />
    </>
  );
}

export function Waiting() {
  const text = useWords(shared);
  return (
    <p className={styles.content} role="status">
      {text.loading}
    </p>
  );
}
