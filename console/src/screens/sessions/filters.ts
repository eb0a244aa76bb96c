export const STATUSES = ["current", "upcoming", "past"] as const;
export const STATES = ["scheduled", "in_progress", "completed", "cancelled", "unlogged"] as const;
export const MODES = ["online", "in_person"] as const;
export const SORTS = ["-start", "start", "name", "-name"] as const;

const SEARCH_CHARACTERS_MAX = 200;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the list is filtered and ordered by. It is in the address, so that a list can be kept and sent. */
export interface Filters {
  q?: string;
  status?: (typeof STATUSES)[number];
  state?: (typeof STATES)[number];
  mode?: (typeof MODES)[number];
  category_id?: string;
  sort?: (typeof SORTS)[number];
}

/** Returns the filters that an address has. What is unknown is left out. */
export function filtersIn(search: Record<string, unknown>): Filters {
  const q = typeof search.q === "string" || typeof search.q === "number" ? String(search.q).trim() : "";
  const category =
    typeof search.category_id === "string" && ID.test(search.category_id) ? search.category_id : undefined;
  return without({
    q: q === "" ? undefined : q.slice(0, SEARCH_CHARACTERS_MAX),
    status: oneOf(STATUSES, search.status),
    state: oneOf(STATES, search.state),
    mode: oneOf(MODES, search.mode),
    category_id: category,
    sort: oneOf(SORTS, search.sort),
  });
}

/** Returns how many filters leave something out. An order leaves nothing out. */
export function countOf({ sort, ...filters }: Filters): number {
  return Object.keys(filters).length;
}

/** Returns the filters with one of them changed, or removed if the value is undefined or not a known one. */
export function changed(filters: Filters, name: keyof Filters, value: string): Filters {
  return filtersIn({ ...filters, [name]: value });
}

function oneOf<Word extends string>(words: readonly Word[], value: unknown): Word | undefined {
  return words.find((word) => word === value);
}

function without<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
