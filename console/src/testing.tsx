import { createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { vi } from "vitest";
import { createApi } from "./api/client";
import type { Me } from "./api/me";
import { createQueryClient } from "./api/query-client";
import { Console } from "./console";
import { createConsoleRouter } from "./router";
import type { SignIn } from "./signing-in/sign-in";

export const ADMIN: Me = {
  person_id: "0193b2a4-0000-7000-8000-000000000001",
  username: "grace",
  name: "Grace Hopper",
  email: null,
  language: null,
  roles: ["admin"],
  org_id: "0193b2a4-0000-7000-8000-000000000002",
  organisation: "Northside Tutoring",
  zone: "Europe/Prague",
  learners: [],
  may: { "GET /v1/me": "own", "GET /v1/me/sessions": "own", "GET /v1/sessions": "all" },
};

export const LEARNER: Me = {
  ...ADMIN,
  name: "Ada Lovelace",
  roles: ["learner"],
  may: { "GET /v1/me": "own", "GET /v1/me/sessions": "own", "GET /v1/sessions": "own" },
};

/** What the platform answers: by method and path, a body, or a function of the request, or a status with a problem. */
export type Answers = Record<string, unknown>;

export class Refusal {
  readonly status: number;
  readonly body: object;

  constructor(status: number, body: object) {
    this.status = status;
    this.body = body;
  }
}

/** Shows the console at an address, for somebody who is signed in, in front of a platform that gives these answers. */
export function show(address: string, answers: Answers) {
  const requests: Request[] = [];
  vi.spyOn(window, "fetch").mockImplementation(async (input) => {
    const request = input as Request;
    requests.push(request.clone());
    const key = `${request.method} ${new URL(request.url).pathname}`;
    if (!(key in answers)) {
      throw new TypeError(`no answer for ${key}`);
    }
    const given = answers[key];
    const answer: unknown = typeof given === "function" ? await given(request) : given;
    return answer instanceof Refusal
      ? Response.json(answer.body, { status: answer.status, headers: { "x-request-id": "request-1" } })
      : Response.json(answer);
  });
  const signIn: SignIn = {
    isSignedIn: async () => true,
    begin: vi.fn(async () => {}),
    finish: async () => "/",
    end: vi.fn(async () => {}),
    accessToken: async () => "a-token",
    onChange: () => {},
  };
  const api = createApi(signIn.accessToken);
  const queries = createQueryClient();
  queries.setDefaultOptions({ queries: { ...queries.getDefaultOptions().queries, retryDelay: 1 } });
  const router = createConsoleRouter({ api, queries, signIn }, createMemoryHistory({ initialEntries: [address] }));
  render(<Console api={api} queries={queries} router={router} signIn={signIn} />);
  return { requests, router, signIn };
}
