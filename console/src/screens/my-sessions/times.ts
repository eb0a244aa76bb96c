export const TIMES = ["current", "upcoming", "past"] as const;
export type Time = (typeof TIMES)[number];

/** Says whether a part of an address is one of the three lists. */
export function isPartOfTime(word: string): word is Time {
  return TIMES.some((time) => time === word);
}
