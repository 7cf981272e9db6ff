import { Router } from "express";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { WebsiteRecord } from "../../models/website.ts";
import { authenticateApiKey } from "../auth/authenticate-api-key.ts";
import { countShared } from "../limits/count-shared.ts";
import { AppError } from "../shared/app-error.ts";
import { reportSeconds } from "../shared/meters.ts";
import { findWebsite } from "../websites/find-website.ts";
import { createErrorAnswer, refuse } from "./answer-errors.ts";
import { buildOpenApi } from "./public-api/build-openapi.ts";
import { ENDPOINTS } from "./public-api/endpoints.ts";
import { createBodyReader, parseJson } from "./read-body.ts";
import type { HitRecorder } from "../ingestion/hit-recorder.ts";
import type { Logger } from "../shared/logger.ts";

export type PublicApiDeps = { recorder: HitRecorder; logger: Logger; now: () => Date; trpc: { appUrl: string } };

const LIMIT = 100;

/** The public API, version 1: a website's key, 100 requests a minute, one envelope for every answer. Its description needs no key. */
export function createPublicApiRouter(deps: PublicApiDeps): Router {
  const router = Router();
  const refuseOthers = (path: string, method: string) => router.all(path, (_req, res) => refuse(res.set("Allow", method), 405, `Use ${method}`));
  const description = buildOpenApi(ENDPOINTS, deps.trpc.appUrl);
  router.get("/openapi.json", (_req, res) => void res.set("Access-Control-Allow-Origin", "*").json(description));
  refuseOthers("/openapi.json", "GET");
  router.use(authenticate(deps.now), limitRate(deps.now));

  for (const endpoint of ENDPOINTS) {
    const told = (res: Response) => ({ website: res.locals["website"] as WebsiteRecord, now: deps.now(), recorder: deps.recorder });
    if (endpoint.method === "get") {
      router.get(endpoint.path, (req, res, next) => {
        const stop = reportSeconds.startTimer({ what: `/api/v1${endpoint.path}` });
        void answerWith(res, next, () => endpoint.respond(told(res), req.query)).finally(stop);
      });
    } else router.post(endpoint.path, ...createBodyReader(65_536), (req, res, next) => void answerWith(res, next, () => endpoint.respond(told(res), objectBody(req))));
    refuseOthers(endpoint.path, endpoint.method.toUpperCase());
  }

  router.use((req, _res, next) => next(new AppError("not_found", `There is no ${req.method} /api/v1${req.path}`)));
  router.use(createErrorAnswer(deps.logger));
  return router;
}

function authenticate(now: () => Date): RequestHandler {
  return async (req, res, next) => {
    try {
      res.set("WWW-Authenticate", "Bearer");
      const key = await authenticateApiKey(req.headers.authorization, now());
      const website = key && (await findWebsite(key.websiteId));
      if (!website) throw new AppError("unauthorized", "Unauthorized. Invalid or missing API key.");
      res.removeHeader("WWW-Authenticate");
      res.locals["website"] = website;
      res.locals["keyId"] = key.keyId;
      next();
    } catch (error) {
      next(error);
    }
  };
}

/** Counted in the database, so that several servers share one limit. */
function limitRate(now: () => Date): RequestHandler {
  return async (_req, res, next) => {
    try {
      const at = now();
      const { count, resetAt } = await countShared(`api-key:${String(res.locals["keyId"])}`, at);
      res.set({ "X-RateLimit-Limit": String(LIMIT), "X-RateLimit-Remaining": String(Math.max(0, LIMIT - count)), "X-RateLimit-Reset": String(resetAt.getTime() / 1_000) });
      const wait = Math.max(1, Math.ceil((resetAt.getTime() - at.getTime()) / 1_000));
      next(count <= LIMIT ? undefined : new AppError("too_many_requests", `At most ${LIMIT} requests a minute: try again in ${wait} seconds`, undefined, wait));
    } catch (error) {
      next(error);
    }
  };
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
