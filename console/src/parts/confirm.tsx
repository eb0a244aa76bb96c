import type { ReactNode } from "react";
import { type OfficeWords, useWords } from "../messages/languages";
import { Dialog } from "./dialog";
import styles from "./dialog.module.css";
import { ProblemNotice } from "./problem-notice";

const en = { back: "Back" };
const words: OfficeWords<typeof en> = { en };

interface Props {
  title: string;
  /** One sentence: what will happen, and to whom. */
  consequence: ReactNode;
  /** The word of the button that does it. */
  action: string;
  isPending: boolean;
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
  /** What has to be entered before, such as a reason. */
  children?: ReactNode;
}

/** Asks before a final act. It says what the act does before somebody does it. */
export function Confirm({ title, consequence, action, isPending, error, onConfirm, onClose, children }: Props) {
  const text = useWords(words);
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{consequence}</p>
      {children}
      {error !== undefined && error !== null && <ProblemNotice error={error} onRetry={onConfirm} />}
      <div className={styles.controls}>
        <button type="button" data-kind="primary" disabled={isPending} onClick={onConfirm}>
          {action}
        </button>
        <button type="button" onClick={onClose}>
          {text.back}
        </button>
      </div>
    </Dialog>
  );
}
