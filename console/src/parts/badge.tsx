import styles from "./badge.module.css";

export type Tone = "plain" | "accent" | "good" | "warn" | "bad";

/** A short word for a state. Its colour only repeats what the word says. */
export function Badge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  );
}
