import { ProblemError } from "../api/problems";
import { useWords } from "../messages/languages";
import { shared } from "../messages/words";
import { useSignIn } from "../signing-in/context";
import { Notice } from "./notice";
import styles from "./problem-notice.module.css";

interface Props {
  error: unknown;
  /** Makes the failed call again. */
  onRetry: () => void;
}

/** Why something failed, with the platform's own words, and the next step. */
export function ProblemNotice({ error, onRetry }: Props) {
  const text = useWords(shared);
  const signIn = useSignIn();
  const again = (
    <button type="button" onClick={onRetry}>
      {text.tryAgain}
    </button>
  );
  if (!(error instanceof ProblemError)) {
    return <Notice {...text.unexpected} tone="bad" />;
  }
  const { problem } = error;
  switch (problem.kind) {
    case "no-answer":
      return (
        <Notice {...text.noAnswer} tone="bad">
          {again}
        </Notice>
      );
    case "unreadable":
      return (
        <Notice {...text.unreadable(problem.status)} tone="bad">
          {again}
        </Notice>
      );
    case "signed-out": {
      const { pathname, search } = window.location;
      return (
        <Notice {...text.signedOut} tone="bad">
          <button type="button" data-kind="primary" onClick={() => void signIn.begin(pathname + search)}>
            {text.signInAgain}
          </button>
        </Notice>
      );
    }
    case "refused":
      return (
        <Notice title={problem.title} detail={problem.detail} tone="bad">
          {problem.fields.length > 0 && (
            <ul className={styles.fields} aria-label={text.fieldsWrong}>
              {problem.fields.map((field) => (
                <li key={field.pointer}>
                  {field.pointer}: {field.detail}
                </li>
              ))}
            </ul>
          )}
          {again}
          {problem.requestId !== null && <span>{text.request(problem.requestId)}</span>}
        </Notice>
      );
  }
}
