/** What a list says about when a session is. Instants are ISO 8601, null where there is no limit. */
export interface Dated {
  starts_at: string | null;
  ends_at: string | null;
  listed_from: string | null;
  listed_until: string | null;
  zone: string;
}

export type Dates =
  | { kind: "planned" | "window"; text: string; zone: string | null }
  | { kind: "from" | "until"; text: string; zone: string | null }
  | { kind: "none" };

/**
 * Returns a session's dates as text in the session's own zone: its planned time, else the time in which it is listed.
 *
 * The zone is named only if the reader's differs, because then the hours differ from those of their clock.
 */
export function datesOf(session: Dated, locale: string, readerZone: string): Dates {
  const { zone } = session;
  const named = zone === readerZone ? null : zone.replaceAll("_", " ");
  if (session.starts_at !== null && session.ends_at !== null) {
    return { kind: "planned", text: range(session.starts_at, session.ends_at, formatOf(locale, zone)), zone: named };
  }
  const format = formatOf(locale, zone);
  const { listed_from: from, listed_until: until } = session;
  if (from !== null && until !== null) {
    return { kind: "window", text: range(from, until, format), zone: named };
  }
  if (from !== null) {
    return { kind: "from", text: format.format(new Date(from)), zone: named };
  }
  if (until !== null) {
    return { kind: "until", text: format.format(new Date(until)), zone: named };
  }
  return { kind: "none" };
}

function range(from: string, until: string, format: Intl.DateTimeFormat): string {
  const text = format.formatRange(new Date(from), new Date(until));
  return text.replace(/ ?– ?(?=[^ ]*$)/, "–\u2060"); // the hours of one day stay on one line
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns a format from a store, because making one takes longer than using it a hundred times. */
function formatOf(locale: string, zone: string): Intl.DateTimeFormat {
  const key = `${locale} ${zone}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(key, format);
  }
  return format;
}
