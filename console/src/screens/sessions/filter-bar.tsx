import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useApi } from "../../api/context";
import { useWords } from "../../messages/languages";
import styles from "./filter-bar.module.css";
import { changed, countOf, type Filters, MODES, SORTS, STATES, STATUSES } from "./filters";
import { categoriesQuery } from "./queries";
import { words } from "./words";

/** The search begins when nothing was typed for this long. */
const TYPING_PAUSE_MS = 300;

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** The filters of the list. Each change is written into the address. */
export function FilterBar({ filters, onChange }: Props) {
  const text = useWords(words);
  const categories = useQuery(categoriesQuery(useApi()));
  const [isOpen, setIsOpen] = useState(false);
  const count = countOf(filters);
  const set = (name: keyof Filters) => (value: string) => onChange(changed(filters, name, value));
  return (
    <search className={styles.bar} data-open={isOpen}>
      <SearchField value={filters.q ?? ""} onChange={set("q")} />
      <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {text.filters(count - (filters.q === undefined ? 0 : 1))}
      </button>
      <Choice label={text.status} value={filters.status} any={text.any} onChange={set("status")}>
        {STATUSES.map((one) => [one, text.statuses[one]])}
      </Choice>
      <Choice label={text.state} value={filters.state} any={text.any} onChange={set("state")}>
        {STATES.map((one) => [one, text.states[one]])}
      </Choice>
      <Choice label={text.category} value={filters.category_id} any={text.any} onChange={set("category_id")}>
        {(categories.data?.items ?? []).map((one) => [one.category_id, one.name])}
      </Choice>
      <Choice label={text.mode} value={filters.mode} any={text.any} onChange={set("mode")}>
        {MODES.map((one) => [one, text.modes[one]])}
      </Choice>
      <Choice label={text.sort} value={filters.sort ?? SORTS[0]} onChange={set("sort")}>
        {SORTS.map((one) => [one, text.sorts[one]])}
      </Choice>
      {count > 0 && (
        <button type="button" className={styles.clear} onClick={() => onChange({})}>
          {text.clear}
        </button>
      )}
    </search>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const text = useWords(words);
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value; // somebody went back, or cleared the filters
      setTyped(value);
    }
  }, [value]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === sent.current) {
      return;
    }
    const timer = setTimeout(() => {
      sent.current = wanted;
      onChange(wanted);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  return (
    <label className={styles.search}>
      {text.search}
      <input
        type="search"
        value={typed}
        placeholder={text.searchHint}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  /** The name of the choice that filters nothing. Without it, one of the others is always chosen. */
  any?: string;
  onChange: (value: string) => void;
  children: (readonly [value: string, name: string])[];
}

function Choice({ label, value, any, onChange, children }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value ?? ""} onChange={(event) => onChange(event.currentTarget.value)}>
        {any !== undefined && <option value="">{any}</option>}
        {children.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
