import { Router } from "express";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { WebsiteRecord } from "../../models/website.ts";
import { authenticateApiKey } from "../auth/authenticate-api-key.ts";
import { getBreakdown } from "../reports/get-breakdown.ts";
import { getOverview } from "../reports/get-overview.ts";
import { getTimeseries } from "../reports/get-timeseries.ts";
import { getVisitor } from "../reports/get-visitor.ts";
import { listPayments } from "../reports/list-payments.ts";
import { AppError } from "../shared/app-error.ts";
import { findWebsite } from "../websites/find-website.ts";
import { createErrorAnswer } from "./answer-errors.ts";
import { postGoal } from "./public-api/post-goal.ts";
import { postPayment } from "./public-api/post-payment.ts";
import { readBreakdownQuery, readPaymentsQuery, readReportQuery, readTimeseriesQuery } from "./public-api/read-report-query.ts";
import { createBodyReader, parseJson } from "./read-body.ts";
import type { HitRecorder } from "../ingestion/hit-recorder.ts";
import type { Logger } from "../shared/logger.ts";

export type PublicApiDeps = { recorder: HitRecorder; logger: Logger; now: () => Date };

const LIMIT = 100;

/** The public API, version 1: a website's key, 100 requests a minute, one envelope for every answer. */
export function createPublicApiRouter(deps: PublicApiDeps): Router {
  const router = Router();
  router.use(authenticate(deps.now), limitRate());

  const get = (path: string, answer: (website: WebsiteRecord, query: Request["query"]) => Promise<unknown>) => {
    router.get(path, (req, res, next) => void answerWith(res, next, () => answer(websiteOf(res), req.query)));
    refuseOthers(path, "GET");
  };
  const post = (path: string, answer: (website: WebsiteRecord, body: Record<string, unknown>) => Promise<unknown>) => {
    router.post(path, ...createBodyReader(65_536), (req, res, next) => void answerWith(res, next, () => answer(websiteOf(res), objectBody(req))));
    refuseOthers(path, "POST");
  };
  function refuseOthers(path: string, method: string): void {
    router.all(path, (_req, res) => void res.set("Allow", method).status(405).json({ status: "error", error: { code: 405, message: `Use ${method}` } }));
  }

  get("/visitor", (website, query) => {
    const visitorId = query["visitorId"];
    if (typeof visitorId !== "string" || visitorId === "") throw new AppError("bad_request", "visitorId parameter is required");
    return getVisitor(website._id, visitorId);
  });
  get("/payments", (website, query) => listPayments(readPaymentsQuery(website, query, deps.now())));
  get("/reports/overview", (website, query) => getOverview(readReportQuery(website, query, deps.now())));
  get("/reports/breakdown", (website, query) => getBreakdown(readBreakdownQuery(website, query, deps.now())));
  get("/reports/timeseries", (website, query) => getTimeseries(readTimeseriesQuery(website, query, deps.now())));
  post("/goal", (website, body) => postGoal(website, body, { recorder: deps.recorder, now: deps.now() }));
  post("/payment", (website, body) => postPayment(website, body, deps.now()));

  router.use((req, _res, next) => next(new AppError("not_found", `There is no ${req.method} /api/v1${req.path}`)));
  router.use(createErrorAnswer(deps.logger));
  return router;
}

function authenticate(now: () => Date): RequestHandler {
  return async (req, res, next) => {
    try {
      const key = await authenticateApiKey(req.headers.authorization, now());
      const website = key && (await findWebsite(key.websiteId));
      if (!website) throw new AppError("unauthorized", "Unauthorized. Invalid or missing API key.");
      res.locals["website"] = website;
      res.locals["keyId"] = key.keyId;
      next();
    } catch (error) {
      next(error);
    }
  };
}

function limitRate(): RequestHandler {
  const limiter = new RateLimiterMemory({ points: LIMIT, duration: 60 });
  return async (_req, res, next) => {
    const state = await limiter.consume(String(res.locals["keyId"])).catch((refused: unknown) => refused);
    if (!(state instanceof RateLimiterRes)) return next(state);
    const resetAt = Math.ceil((Date.now() + state.msBeforeNext) / 1_000);
    res.set({ "X-RateLimit-Limit": String(LIMIT), "X-RateLimit-Remaining": String(Math.max(0, state.remainingPoints)), "X-RateLimit-Reset": String(resetAt) });
    if (state.consumedPoints <= LIMIT) return next();
    res.set("Retry-After", String(Math.ceil(state.msBeforeNext / 1_000)));
    next(new AppError("too_many_requests", `At most ${LIMIT} requests a minute: try again in ${Math.ceil(state.msBeforeNext / 1_000)} seconds`));
  };
}

function websiteOf(res: Response): WebsiteRecord {
  return res.locals["website"] as WebsiteRecord;
}

function objectBody(req: Request): Record<string, unknown> {
  const body = parseJson(req);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new AppError("bad_request", "The body must be a JSON object");
  return body as Record<string, unknown>;
}

async function answerWith(res: Response, next: NextFunction, answer: () => Promise<unknown>): Promise<void> {
  try {
    res.set("Cache-Control", "no-store").json({ status: "success", data: await answer() });
  } catch (error) {
    next(error);
  }
}
