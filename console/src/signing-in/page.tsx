import { useState } from "react";
import { useWords } from "../messages/languages";
import { Notice } from "../parts/notice";
import { PageTitle } from "../parts/page-title";
import { useSignIn } from "./context";
import styles from "./page.module.css";
import { words } from "./words";

/** The page for somebody who is not signed in. */
export function SignInPage({ target }: { target: string }) {
  const text = useWords(words);
  const signIn = useSignIn();
  const [state, setState] = useState<"waiting" | "leaving" | "failed">("waiting");
  const begin = () => {
    setState("leaving");
    signIn.begin(target).catch(() => setState("failed"));
  };
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <PageTitle>{text.title}</PageTitle>
        <p>{text.explanation}</p>
        {state === "failed" && <Notice {...text.noProvider} tone="bad" />}
        <button type="button" data-kind="primary" onClick={begin} disabled={state === "leaving"}>
          {text.button}
        </button>
      </div>
    </main>
  );
}
