import createClient, { type Client } from "openapi-fetch";
import { ProblemError, problemIn } from "./problems";
import type { paths as Attendance } from "./types/attendance";
import type { paths as Payouts } from "./types/payouts";
import type { paths as Reports } from "./types/reports";
import type { paths as Sessions } from "./types/sessions";

export type Api = Client<Sessions & Attendance & Payouts & Reports>;

/** Returns a client of the API that sends the access token of the person who is signed in. */
export function createApi(accessToken: () => Promise<string>): Api {
  const api = createClient<Sessions & Attendance & Payouts & Reports>({
    baseUrl: window.location.origin,
    fetch: (request) => window.fetch(request), // looked up at every call, so that tests may replace it
  });
  api.use({
    async onRequest({ request }) {
      request.headers.set("authorization", `Bearer ${await accessToken()}`);
      return request;
    },
  });
  return api;
}

/** Returns the body of a good answer. Throws a ProblemError for a refusal, or if no answer came. */
export async function answered<Body>(
  call: Promise<{ data?: Body; response: Response; error?: unknown }>,
): Promise<Body> {
  let result: Awaited<typeof call>;
  try {
    result = await call;
  } catch (cause) {
    throw cause instanceof ProblemError ? cause : new ProblemError({ kind: "no-answer" }, cause);
  }
  if (!result.response.ok) {
    throw new ProblemError(problemIn(result.response, result.error));
  }
  return result.data as Body;
}
