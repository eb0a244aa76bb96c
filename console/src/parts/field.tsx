import { type ReactNode, useId } from "react";
import styles from "./field.module.css";

interface Props {
  label: string;
  /** What helps before somebody types. */
  hint?: ReactNode;
  /** What is wrong with the value, and what to do. */
  error?: string | null | undefined;
  /** Returns the control, with these attributes. */
  children: (attributes: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
  }) => ReactNode;
}

/** A control with its label above, and beneath it a hint and what is wrong. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const hasError = error !== undefined && error !== null;
  const described = [hint !== undefined && `${id}-hint`, hasError && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-describedby": described === "" ? undefined : described,
        "aria-invalid": hasError || undefined,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {hasError && (
        <p id={`${id}-error`} className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}
