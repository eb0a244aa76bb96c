import { createBrowserHistory, createRouter, type RouterHistory } from "@tanstack/react-router";
import { mySessionsRoute, ownSessionsRoute } from "./screens/my-sessions/route";
import { sessionsRoute } from "./screens/sessions/route";
import { type RouteContext, rootRoute, shellRoute, signedInRoute, signInRoute, startRoute } from "./shell/routes";

const tree = rootRoute.addChildren([
  signInRoute,
  signedInRoute,
  shellRoute.addChildren([startRoute, sessionsRoute, mySessionsRoute, ownSessionsRoute]),
]);

/** Returns the router of all pages. The history is the browser's, unless a test gives its own. */
export function createConsoleRouter(context: RouteContext, history: RouterHistory = createBrowserHistory()) {
  return createRouter({ routeTree: tree, context, history, defaultPreload: "intent", defaultPendingMs: 300 });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
