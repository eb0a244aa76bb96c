import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import type { Api } from "../api/client";
import { meQuery } from "../api/me";
import { SignInPage } from "../signing-in/page";
import { pathOf, type SignIn } from "../signing-in/sign-in";
import { SignedInPage } from "../signing-in/signed-in-page";
import { Failed, Missing, Nothing, Waiting } from "./pages";
import { firstScreen } from "./screens";
import { Shell } from "./shell";

export interface RouteContext {
  api: Api;
  queries: QueryClient;
  signIn: SignIn;
}

export const rootRoute = createRootRouteWithContext<RouteContext>()({
  component: Outlet,
  errorComponent: Failed,
  notFoundComponent: Missing,
  pendingComponent: Waiting,
});

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search) => ({ to: pathOf(search.to) }),
  component: function SignInRoute() {
    return <SignInPage target={signInRoute.useSearch().to} />;
  },
});

export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/signed-in",
  component: SignedInPage,
});

/** Every page for somebody who is signed in is below this route, which knows who that is. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    if (!(await context.signIn.isSignedIn())) {
      throw redirect({ to: "/sign-in", search: { to: location.href }, replace: true });
    }
    return { me: await context.queries.ensureQueryData(meQuery(context.api)) };
  },
  component: Shell,
});

export const startRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  beforeLoad: ({ context }) => {
    const first = firstScreen(context.me);
    if (first !== undefined) {
      throw redirect({ to: first.to, replace: true });
    }
  },
  component: Nothing,
});
