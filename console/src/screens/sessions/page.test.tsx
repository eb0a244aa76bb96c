import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ADMIN, type Answers, Refusal, show } from "../../testing";
import type { SessionSummary } from "./queries";

const SESSION: SessionSummary = {
  session_id: "0193b2a4-0000-7000-8000-000000000010",
  version: 1,
  name: "Algebra, Mon 7:10",
  state: "scheduled",
  status: "upcoming",
  mode: "online",
  category_id: "0193b2a4-0000-7000-8000-000000000011",
  category: "Maths",
  batch_id: null,
  batch: null,
  run_id: null,
  is_run: false,
  lesson_count: 0,
  room_id: null,
  room: null,
  listed_from: "2026-11-02T06:10:00Z",
  listed_until: "2026-11-02T06:55:00Z",
  starts_at: "2026-11-02T06:10:00Z",
  ends_at: "2026-11-02T06:55:00Z",
  zone: "America/New_York",
  completed_at: null,
  logged_minutes: null,
  voided_at: null,
  coach_id: "0193b2a4-0000-7000-8000-000000000012",
  coach_name: "Alan Turing",
  course_count: 1,
  learner_count: 24,
  seats_max: null,
};

const NONE = { items: [], next_cursor: null };

function answers(sessions: unknown): Answers {
  const categories = { items: [{ category_id: SESSION.category_id, name: "Maths" }], next_cursor: null };
  return { "GET /v1/me": ADMIN, "GET /v1/categories": categories, "GET /v1/sessions": sessions };
}

beforeEach(() => {
  // a window of this test environment has no layout, so that no row would be near it
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(60);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(900);
});
afterEach(cleanup);

test("a session is shown with its dates in its own zone, its state, coach, courses and learners", async () => {
  show("/sessions", answers({ items: [SESSION], next_cursor: null }));
  const row = await screen.findByRole("row", { name: /Algebra, Mon 7:10/ });
  expect(row.textContent).toContain("2 Nov 2026, 01:10");
  expect(row.textContent).toContain("America/New York");
  for (const part of ["Upcoming", "Alan Turing", "1 course", "24 learners", "Maths"]) {
    expect(row.textContent).toContain(part);
  }
  expect(screen.getByText("1 session")).toBeTruthy();
  expect(document.title).toBe("Sessions · Lockstep");
});

test("filters of the address are sent, and a changed one is written into it", async () => {
  const { requests, router } = show("/sessions?q=algebra&status=current&rubbish=1", answers(NONE));
  await screen.findByText("No session matches");
  const asked = new URL(requests.find((one) => one.url.includes("/v1/sessions"))?.url ?? "");
  expect(Object.fromEntries(asked.searchParams)).toEqual({
    q: "algebra",
    status: "current",
    sort: "-start",
    limit: "100",
  });
  fireEvent.change(screen.getByLabelText("State"), { target: { value: "unlogged" } });
  await waitFor(() => {
    expect(router.state.location.search).toEqual({ q: "algebra", status: "current", state: "unlogged" });
  });
  fireEvent.click(screen.getAllByRole("button", { name: "Clear the filters" })[0] as HTMLElement);
  await screen.findByText("There are no sessions yet");
  expect(router.state.location.search).toEqual({});
});

test("what is typed is searched for after a pause", async () => {
  const { router } = show("/sessions", answers(NONE));
  fireEvent.change(await screen.findByLabelText("Search"), { target: { value: " geometry " } });
  await waitFor(() => expect(router.state.location.search).toEqual({ q: "geometry" }));
});

test("the next page is read with its cursor", async () => {
  const pages = (request: Request) => {
    const isSecond = new URL(request.url).searchParams.get("cursor") === "next";
    const item = { ...SESSION, session_id: isSecond ? "b" : "a", name: isSecond ? "Second" : "First" };
    return { items: [item], next_cursor: isSecond ? null : "next" };
  };
  show("/sessions", answers(pages));
  await screen.findByRole("row", { name: /Second/ });
  expect(screen.getByText("2 sessions")).toBeTruthy();
});

test("a refusal is shown with its title, its detail and the id of the request, and can be tried again", async () => {
  const problem = { type: "urn:x", title: "Too many minutes", detail: "Log at most 90 minutes.", status: 422 };
  let refuses = true;
  show(
    "/sessions",
    answers(() => (refuses ? new Refusal(422, problem) : NONE)),
  );
  const alert = await screen.findByRole("alert");
  for (const part of ["Too many minutes", "Log at most 90 minutes.", "request-1"]) {
    expect(alert.textContent).toContain(part);
  }
  refuses = false;
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("There are no sessions yet");
});

test("a platform that does not answer is asked again, and then the page says so", async () => {
  let calls = 0;
  show(
    "/sessions",
    answers(() => {
      calls += 1;
      throw new TypeError("Failed to fetch");
    }),
  );
  expect((await screen.findByRole("alert")).textContent).toContain("The platform did not answer");
  expect(calls).toBe(3);
});

test("a sign-in that has ended leads to a new one that returns to this page", async () => {
  window.history.replaceState(null, "", "/sessions?status=past");
  const { signIn } = show("/sessions?status=past", answers(new Refusal(401, {})));
  fireEvent.click(await screen.findByRole("button", { name: "Sign in again" }));
  expect(signIn.begin).toHaveBeenCalledWith("/sessions?status=past");
});
