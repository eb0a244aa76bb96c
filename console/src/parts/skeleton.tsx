import styles from "./skeleton.module.css";

const ROWS = ["first", "second", "third", "fourth", "fifth"];

/** The place of a list that is on its way. */
export function Skeleton({ label }: { label: string }) {
  return (
    <div className={styles.skeleton} role="status">
      <span className="unseen">{label}</span>
      {ROWS.map((row) => (
        <div key={row} className={styles.row} />
      ))}
    </div>
  );
}
