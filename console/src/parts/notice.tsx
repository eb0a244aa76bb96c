import type { ReactNode } from "react";
import styles from "./notice.module.css";

interface Props {
  title?: string;
  detail: ReactNode;
  tone: "plain" | "bad";
  children?: ReactNode;
}

/** A message about the state of a page: what is so, what to do, and a control to do it. A bad one is read out. */
export function Notice({ title, detail, tone, children }: Props) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      {title !== undefined && <p className={styles.title}>{title}</p>}
      <p>{detail}</p>
      {children !== undefined && <div className={styles.controls}>{children}</div>}
    </div>
  );
}
