import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useWords } from "../messages/languages";
import { Notice } from "../parts/notice";
import { PageTitle } from "../parts/page-title";
import { useSignIn } from "./context";
import styles from "./page.module.css";
import { words } from "./words";

/** The page to which the provider sends people back. It ends the sign-in and goes where they wanted to go. */
export function SignedInPage() {
  const text = useWords(words);
  const signIn = useSignIn();
  const navigate = useNavigate();
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    signIn
      .finish()
      .then((target) => navigate({ href: target, replace: true }))
      .catch(() => setHasFailed(true));
  }, [signIn, navigate]);
  if (!hasFailed) {
    return (
      <main className={styles.page}>
        <p role="status">{text.returning}</p>
      </main>
    );
  }
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <PageTitle>{text.failed.title}</PageTitle>
        <Notice detail={text.failed.detail} tone="bad" />
        <button type="button" data-kind="primary" onClick={() => void signIn.begin("/")}>
          {text.button}
        </button>
      </div>
    </main>
  );
}
