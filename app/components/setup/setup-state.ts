import type { AppRouter } from "../../../server/trpc/router.ts";
import type { inferRouterOutputs } from "@trpc/server";

export type SetupState = inferRouterOutputs<AppRouter>["setup"]["state"];
export type SetupStep = SetupState["steps"][number];
export type SiteReport = inferRouterOutputs<AppRouter>["setup"]["checkSite"];
