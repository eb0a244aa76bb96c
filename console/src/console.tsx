import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import type { Api } from "./api/client";
import { ApiContext } from "./api/context";
import { LanguageContext } from "./messages/languages";
import type { createConsoleRouter } from "./router";
import { SignInContext } from "./signing-in/context";
import type { SignIn } from "./signing-in/sign-in";

interface Props {
  api: Api;
  queries: QueryClient;
  router: ReturnType<typeof createConsoleRouter>;
  signIn: SignIn;
}

/** The whole application, with what its parts find by context. */
export function Console({ api, queries, router, signIn }: Props) {
  return (
    <LanguageContext value="en">
      <SignInContext value={signIn}>
        <ApiContext value={api}>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </ApiContext>
      </SignInContext>
    </LanguageContext>
  );
}
