import { expect, test } from "vitest";
import { type Dated, datesOf } from "./session-dates";

const NONE: Dated = { starts_at: null, ends_at: null, listed_from: null, listed_until: null, zone: "Europe/Prague" };
const of = (dated: Partial<Dated>) => datesOf({ ...NONE, ...dated }, "en-GB", "Europe/Prague");

test("a planned session has the clock of its zone, which is named where it is not the reader's", () => {
  const planned = { starts_at: "2026-11-02T06:10:00Z", ends_at: "2026-11-02T06:55:00Z" };
  expect(of(planned)).toMatchObject({ kind: "planned", zone: null, text: "Mon, 2 Nov 2026, 07:10–\u206007:55" });
  expect(of({ ...planned, zone: "America/New_York" })).toMatchObject({
    zone: "America/New York",
    text: "Mon, 2 Nov 2026, 01:10–\u206001:55",
  });
});

test("the night on which clocks go back has the hours of its zone", () => {
  const night = of({ starts_at: "2026-10-25T00:30:00Z", ends_at: "2026-10-25T02:30:00Z" });
  expect(night).toMatchObject({ text: "Sun, 25 Oct 2026, 02:30–\u206003:30" });
});

test("without a plan the time in which it is listed counts, which may be open", () => {
  const from = { listed_from: "2026-11-02T06:10:00Z" };
  expect(of({ ...from, listed_until: "2026-11-09T06:10:00Z" }).kind).toBe("window");
  expect(of(from)).toMatchObject({ kind: "from", text: "Mon, 2 Nov 2026, 07:10" });
  expect(of({ listed_until: "2026-11-02T06:10:00Z" }).kind).toBe("until");
  expect(of({})).toEqual({ kind: "none" });
});
