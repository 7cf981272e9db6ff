import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import type { RequestHandler } from "express";
import { createCallerFactory } from "../trpc/procedures.ts";
import { appRouter } from "../trpc/router.ts";
import { createTrpcContext } from "./create-trpc-context.ts";
import type { TrpcDeps } from "../trpc/context.ts";
import type { LoadContext } from "./remix-load-context.ts";

/** The UI: every page, with the procedures in its load context. */
export function createRemixHandler(deps: TrpcDeps, build: ServerBuild | (() => Promise<ServerBuild>)): RequestHandler {
  const createCaller = createCallerFactory(appRouter);
  return createRequestHandler({
    build,
    mode: typeof build === "function" ? "development" : "production",
    getLoadContext: async (req, res): Promise<LoadContext> => ({
      trpc: createCaller(await createTrpcContext(deps, req, res)),
      appUrl: deps.appUrl,
      cspNonce: String(res.locals["cspNonce"]),
    }),
  }) as RequestHandler;
}
