import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { type Answers, LEARNER, Refusal, show } from "../../testing";
import { mayAccept, mayDecline } from "./answers";
import type { OwnSession } from "./queries";

const SESSION = {
  session_id: "0193b2a4-0000-7000-8000-000000000010",
  name: "Algebra",
  state: "scheduled",
  status: "upcoming",
  mode: "in_person",
  room: "Room 4",
  category: "Maths",
  is_run: false,
  voided_at: null,
  starts_at: "2999-11-02T06:10:00Z",
  ends_at: "2999-11-02T06:55:00Z",
  listed_from: null,
  listed_until: null,
  zone: "Europe/Prague",
  coach_name: "Alan Turing",
  learner_count: 3,
  part: "learner",
  acceptance: "invited",
  learners: [{ person_id: LEARNER.person_id, name: "Ada Lovelace", acceptance: "invited" }],
} as unknown as OwnSession;

const ANSWER = `POST /v1/sessions/${SESSION.session_id}/acceptance`;

function answers(items: OwnSession[] | (() => OwnSession[])): Answers {
  const list = () => ({ items: typeof items === "function" ? items() : items, next_cursor: null });
  return { "GET /v1/me": LEARNER, "GET /v1/me/sessions": list };
}

afterEach(cleanup);

test("the start leads a learner to their current sessions, and an empty list says where the next ones are", async () => {
  const { router } = show("/", answers([]));
  await screen.findByText("You have no session now");
  expect(router.state.location.pathname).toBe("/my-sessions/current");
  expect(screen.queryByRole("link", { name: "Sessions" })).toBeNull();
  expect(screen.getByRole("link", { name: "My sessions" }).getAttribute("aria-current")).toBe("page");
});

test("an invitation is accepted once for the learner, and the list is read again", async () => {
  let acceptance = "invited";
  const session = () => [{ ...SESSION, learners: [{ ...SESSION.learners[0], acceptance }] } as OwnSession];
  const { requests } = show("/my-sessions/upcoming", {
    ...answers(session),
    [ANSWER]: async (request: Request) => {
      acceptance = ((await request.json()) as { acceptance: string }).acceptance;
      return {};
    },
  });
  fireEvent.click(await screen.findByRole("button", { name: "Accept Algebra for Ada Lovelace" }));
  await screen.findByText("You take part.");
  const sent = requests.filter((one) => one.method === "POST");
  expect(sent).toHaveLength(1);
  expect(sent[0]?.headers.get("idempotency-key")).toMatch(/^[0-9a-f-]{36}$/);
  expect(sent[0]?.headers.get("authorization")).toBe("Bearer a-token");
  expect(await sent[0]?.json()).toEqual({ person_id: LEARNER.person_id, acceptance: "accepted" });
});

test("a guardian answers for each of their learners", async () => {
  const learners = ["Ben", "Cleo"].map((name) => ({ person_id: name, name, acceptance: "invited" as const }));
  show("/my-sessions/upcoming", answers([{ ...SESSION, learners }]));
  await screen.findByText("Ben is invited. Do they take part?");
  expect(screen.getByRole("button", { name: "Decline Algebra for Cleo" })).toBeTruthy();
});

test("a refused answer says why beside the invitation", async () => {
  const refusal = new Refusal(409, { type: "urn:x", title: "It is too late to decline", detail: "Ask your coach." });
  show("/my-sessions/upcoming", { ...answers([SESSION]), [ANSWER]: refusal });
  fireEvent.click(await screen.findByRole("button", { name: "Decline Algebra for Ada Lovelace" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Ask your coach.");
});

test("an unknown part of time has no page", async () => {
  show("/my-sessions/soon", answers([]));
  await screen.findByText("There is no page at this address");
});

test("an answer is offered exactly while the platform takes it", () => {
  const now = new Date("2026-01-01T10:00:00Z");
  const before = { state: "scheduled", starts_at: "2026-01-01T11:00:00Z" } as const;
  const begun = { ...before, starts_at: "2026-01-01T10:00:00Z" };
  expect(mayAccept(before, "invited")).toBe(true);
  expect(mayAccept(before, "accepted")).toBe(false);
  expect(mayAccept({ ...begun, state: "in_progress" }, "declined")).toBe(true);
  expect(mayAccept({ ...begun, state: "completed" }, "invited")).toBe(false);
  expect(mayDecline(before, "accepted", now)).toBe(true);
  expect(mayDecline(begun, "accepted", now)).toBe(false);
  expect(mayDecline({ ...before, starts_at: null }, "invited", now)).toBe(true);
  expect(mayDecline({ ...before, state: "cancelled" }, "invited", now)).toBe(false);
});
