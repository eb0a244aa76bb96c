import { ErrorResponse, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { ProblemError } from "../api/problems";
import type { Settings } from "../settings";

const RENEW_BEFORE_SECONDS = 30;
const RENEWING = "lockstep-renewing";

/** Signing in at an OpenID provider, by code and PKCE. */
export interface SignIn {
  /** Says whether somebody is signed in in this browser. Their access token may have expired. */
  isSignedIn: () => Promise<boolean>;
  /** Leaves for the provider. The person returns to `target`, a path of the console. */
  begin: (target: string) => Promise<void>;
  /** Ends what `begin` began, and returns its target. */
  finish: () => Promise<string>;
  /** Signs out here and at the provider. */
  end: () => Promise<void>;
  /** Returns a token that is valid, which may be a new one. Throws a ProblemError if the sign-in has ended. */
  accessToken: () => Promise<string>;
  /** Calls back when another tab signs out, or signs in somebody else. */
  onChange: (changed: () => void) => void;
}

/** Returns how this browser signs in. The tokens are in local storage, so all tabs of it share one sign-in. */
export function createSignIn(settings: Settings): SignIn {
  const { origin } = window.location;
  const store = new WebStorageStateStore({ store: window.localStorage });
  const manager = new UserManager({
    authority: new URL(settings.authority, origin).href.replace(/\/$/, ""),
    client_id: settings.client_id,
    redirect_uri: `${origin}/signed-in`,
    post_logout_redirect_uri: `${origin}/`,
    scope: "openid offline_access",
    userStore: store,
    stateStore: store,
    automaticSilentRenew: false, // each call asks for a valid token, so nothing has to run in the background
    monitorSession: false,
    loadUserInfo: false,
  });
  const personOf = (user: User | null): unknown => user?.profile[settings.person_claim];

  /** Renews the token in one tab at a time: a refresh token is valid once, and the others take what the first got. */
  const renew = (): Promise<User> =>
    navigator.locks.request(RENEWING, async () => {
      const current = await manager.getUser();
      if (current !== null && isFresh(current)) {
        return current;
      }
      if (current?.refresh_token === undefined) {
        throw new ProblemError({ kind: "signed-out" });
      }
      try {
        const renewed = await manager.signinSilent();
        if (renewed !== null) {
          return renewed;
        }
      } catch (cause) {
        if (!(cause instanceof ErrorResponse)) {
          throw new ProblemError({ kind: "no-answer" }, cause); // the provider does not answer now
        }
      }
      throw new ProblemError({ kind: "signed-out" });
    });

  return {
    isSignedIn: async () => (await manager.getUser()) !== null,
    begin: (target) => manager.signinRedirect({ state: target, nonce: crypto.randomUUID() }),
    async finish() {
      const user = await manager.signinRedirectCallback();
      await manager.clearStaleState();
      return pathOf(user.state);
    },
    end: () => manager.signoutRedirect(),
    async accessToken() {
      const user = await manager.getUser();
      return (user !== null && isFresh(user) ? user : await renew()).access_token;
    },
    onChange(changed) {
      let person: unknown;
      const look = async () => {
        const before = person;
        person = personOf(await manager.getUser());
        return before !== undefined && before !== person;
      };
      void look();
      window.addEventListener("storage", async () => {
        if (await look()) {
          changed();
        }
      });
    },
  };
}

function isFresh(user: User): boolean {
  return (user.expires_in ?? 0) > RENEW_BEFORE_SECONDS;
}

/** Returns the target if it is a path of this origin, else the start. */
export function pathOf(target: unknown): string {
  return typeof target === "string" && /^\/(?![/\\])/.test(target) ? target : "/";
}
