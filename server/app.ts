import type { RequestListener } from "node:http";
import compression from "compression";
import { createExpressMiddleware } from "@trpc/server/adapters/express";
import express from "express";
import type { RequestHandler } from "express";
import { createErrorAnswer, refuse } from "./http/answer-errors.ts";
import { createExportRouter } from "./http/export-router.ts";
import { createGoalsRouter } from "./http/goals-router.ts";
import { createHealthRouter } from "./http/health-router.ts";
import { createIdentifyRouter } from "./http/identify-router.ts";
import { createLemonSqueezyWebhookRouter } from "./http/lemonsqueezy-webhook-router.ts";
import { createMetricsRouter } from "./http/metrics-router.ts";
import { createPublicApiRouter } from "./http/public-api-router.ts";
import { createRequestLog } from "./http/log-requests.ts";
import { createSecurityHeaders } from "./http/security-headers.ts";
import { createStripeWebhookRouter } from "./http/stripe-webhook-router.ts";
import { createTrackDoor } from "./http/track-door.ts";
import { createTrackerScriptRouter } from "./http/tracker-script.ts";
import { createTrpcContext } from "./http/create-trpc-context.ts";
import { refuseForeignOrigin } from "./http/refuse-foreign-origin.ts";
import { AppError } from "./shared/app-error.ts";
import { appRouter } from "./trpc/router.ts";
import type { Services } from "./create-services.ts";
import type { TrustProxy } from "./http/track-door.ts";

/** The house's front door: what is mounted where, in this order. There is no global body parser: each route reads its own. */
export function createApp(services: Services, ui: { assets: RequestHandler; pages: RequestHandler; development: boolean }): RequestListener {
  const { logger, config } = services;
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxy);

  app.use(createRequestLog(logger));
  app.use(createHealthRouter());
  app.use(createMetricsRouter(config));
  app.use("/api/webhooks/stripe", createStripeWebhookRouter(services));
  app.use("/api/webhooks/lemonsqueezy", createLemonSqueezyWebhookRouter(services));
  app.use(createTrackerScriptRouter({ scriptPath: services.trackerScriptPath }));
  app.use("/api/identify", createIdentifyRouter(services));
  app.use("/api/goals/track", createGoalsRouter(services));
  app.use("/api/v1", createPublicApiRouter(services));
  app.use("/api", (req, res) => {
    refuse(res, 404, `There is no ${req.method} ${req.baseUrl}${req.path}`);
  });

  app.use(createSecurityHeaders({ development: ui.development }));
  app.use(refuseForeignOrigin);
  app.use(compression());
  app.use(
    "/trpc",
    createExpressMiddleware({
      router: appRouter,
      createContext: ({ req, res }) => createTrpcContext(services.trpc, req, res),
      maxBodySize: 1_048_576,
      responseMeta: ({ errors }) => {
        const waits = errors.map(({ cause }) => (cause instanceof AppError ? (cause.retryAfterSeconds ?? 0) : 0));
        return { headers: Math.max(0, ...waits) > 0 ? { "Retry-After": String(Math.max(...waits)) } : {} };
      },
    }),
  );
  app.use(createExportRouter(services));
  app.use(ui.assets);
  app.use(ui.pages);
  app.use(createErrorAnswer(logger));

  // The busiest door comes before Express, which costs a request more than everything else that is done for a hit.
  const trackDoor = createTrackDoor({ ...services, trustProxy: app.get("trust proxy fn") as TrustProxy });
  return (req, res) => {
    if (!trackDoor(req, res)) app(req, res);
  };
}
