import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes";
import { filtersIn } from "./filters";

export const sessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sessions",
  validateSearch: filtersIn,
  component: lazyRouteComponent(() => import("./page"), "SessionsPage"),
});
