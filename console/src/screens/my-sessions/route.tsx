import { createRoute, lazyRouteComponent, notFound, redirect } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes";
import { isPartOfTime } from "./times";

export const mySessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/my-sessions",
  beforeLoad: () => {
    throw redirect({ to: "/my-sessions/$when", params: { when: "current" }, replace: true });
  },
});

/** Current, upcoming or past sessions, each at an address of its own. */
export const ownSessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/my-sessions/$when",
  beforeLoad: ({ params }) => {
    if (!isPartOfTime(params.when)) {
      throw notFound();
    }
  },
  component: lazyRouteComponent(() => import("./page"), "MySessionsPage"),
});
