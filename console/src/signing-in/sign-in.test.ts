import { User } from "oidc-client-ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ProblemError } from "../api/problems";
import { createSignIn, pathOf } from "./sign-in";

const SETTINGS = { authority: "/issuer", client_id: "lockstep-console", person_claim: "sub" };
const KEY = `oidc.user:${window.location.origin}/issuer:lockstep-console`;

function store(lifetimeSeconds: number, refreshToken?: string) {
  const user = new User({
    access_token: "old",
    token_type: "Bearer",
    profile: { sub: "ada", iss: "x", aud: "y", exp: 0, iat: 0 },
    expires_at: Math.floor(Date.now() / 1000) + lifetimeSeconds,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  });
  window.localStorage.setItem(KEY, user.toStorageString());
}

beforeEach(() => {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_: string, work: () => Promise<unknown>) => {
    last = last.then(work, work);
    return last;
  };
  vi.stubGlobal("navigator", { ...window.navigator, locks: { request } });
});
afterEach(() => {
  window.localStorage.clear();
  vi.unstubAllGlobals();
});

test("a target that leaves the console is replaced by the start", () => {
  expect(pathOf("/sessions?q=x")).toBe("/sessions?q=x");
  for (const target of ["//evil.example", "/\\evil.example", "https://evil.example", "", undefined, 7]) {
    expect(pathOf(target)).toBe("/");
  }
});

test("a token that is valid is used as it is", async () => {
  store(600);
  expect(await createSignIn(SETTINGS).accessToken()).toBe("old");
});

test("nobody signed in, or nothing to renew it with, is a sign-in that has ended", async () => {
  const signIn = createSignIn(SETTINGS);
  expect(await signIn.isSignedIn()).toBe(false);
  await expect(signIn.accessToken()).rejects.toEqual(new ProblemError({ kind: "signed-out" }));
  store(-10);
  await expect(signIn.accessToken()).rejects.toEqual(new ProblemError({ kind: "signed-out" }));
});

test("calls at the same time renew an expired token once, because a refresh token is valid once", async () => {
  store(-10, "refresh-1");
  const tokens: string[] = [];
  vi.spyOn(window, "fetch").mockImplementation(async (input, options) => {
    const address = String(input);
    if (address.endsWith("openid-configuration")) {
      return Response.json({ issuer: "x", token_endpoint: `${window.location.origin}/issuer/token` });
    }
    tokens.push(new URLSearchParams(String(options?.body)).get("refresh_token") ?? "");
    return Response.json({ access_token: "new", token_type: "Bearer", expires_in: 600, refresh_token: "refresh-2" });
  });
  const signIn = createSignIn(SETTINGS);
  expect(await Promise.all([signIn.accessToken(), signIn.accessToken(), signIn.accessToken()])).toEqual([
    "new",
    "new",
    "new",
  ]);
  expect(tokens).toEqual(["refresh-1"]);
});

test("a refused refresh token ends the sign-in, and a provider that is away does not", async () => {
  store(-10, "refresh-1");
  let answer: () => Response = () => Response.json({ error: "invalid_grant" }, { status: 400 });
  vi.spyOn(window, "fetch").mockImplementation(async (input) => {
    if (String(input).endsWith("openid-configuration")) {
      return Response.json({ issuer: "x", token_endpoint: `${window.location.origin}/issuer/token` });
    }
    return answer();
  });
  const signIn = createSignIn(SETTINGS);
  await expect(signIn.accessToken()).rejects.toMatchObject({ problem: { kind: "signed-out" } });
  answer = () => {
    throw new TypeError("Failed to fetch");
  };
  await expect(signIn.accessToken()).rejects.toMatchObject({ problem: { kind: "no-answer" } });
});
