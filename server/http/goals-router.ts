import { Router } from "express";
import type { Request } from "express";
import { acceptHits } from "../ingestion/accept-hits.ts";
import { parseTrackRequest } from "../ingestion/parse-track-request.ts";
import { limitHits } from "../limits/tracking-limits.ts";
import { AppError } from "../shared/app-error.ts";
import { hitsDropped } from "../shared/meters.ts";
import { createErrorAnswer, refuse } from "./answer-errors.ts";
import { createOpenCors } from "./open-cors.ts";
import { createBodyReader, parseJson } from "./read-body.ts";
import { readSender } from "./track-door.ts";
import type { TrackingDeps } from "./track-door.ts";

function readCookie(req: Request, name: string): string | undefined {
  return (req.headers.cookie ?? "").split(";").map((part) => part.trim().split("=", 2)).find(([key]) => key === name)?.[1];
}

/** `POST /api/goals/track?site=`: a goal from the website's own page or server; the ids come from the cookies (or the body). */
export function createGoalsRouter(deps: TrackingDeps): Router {
  const router = Router();
  router.use(createOpenCors("POST"));
  router.post("/", ...createBodyReader(16_384), async (req, res, next) => {
    try {
      const input = parseJson(req);
      if (typeof input !== "object" || input === null || Array.isArray(input)) throw new AppError("bad_request", "The body must be an object");
      const { event, value, path, visitorId, sessionId, params } = input as Record<string, unknown>;
      const site = req.query["site"];
      if (typeof site !== "string" || site === "") throw new AppError("bad_request", "site parameter is required");
      if (typeof event !== "string" || event === "") throw new AppError("bad_request", "event parameter is required");
      if (path !== undefined && (typeof path !== "string" || !path.startsWith("/"))) throw new AppError("bad_request", "path must begin with /");
      const origin = req.headers.origin ?? "http://localhost";
      const parsed = parseTrackRequest({
        websiteId: site,
        visitorId: visitorId ?? readCookie(req, "_pm_vid"),
        sessionId: sessionId ?? readCookie(req, "_pm_sid"),
        type: "goal",
        name: event,
        value,
        params,
        url: URL.canParse(origin) ? new URL((path as string | undefined) ?? "/", origin).href : undefined,
      });
      if (!parsed.ok) throw new AppError("bad_request", parsed.message);
      limitHits(deps.rateLimits, parsed.hits.map(({ hit }) => hit), req.ip);
      const result = await acceptHits(parsed.hits, readSender(req, req.ip, deps.trustHeaders), { recorder: deps.recorder, now: deps.now() });
      if (result.unknownWebsites > 0) throw new AppError("not_found", `There is no website ${site}`);
      res.status(202).json({ status: "success", data: { accepted: result.accepted, dropped: result.dropped } });
    } catch (error) {
      if (error instanceof AppError && error.code === "bad_request") hitsDropped.inc({ reason: "invalid" });
      next(error);
    }
  });
  router.all("/", (_req, res) => {
    refuse(res.set("Allow", "POST, OPTIONS"), 405, "Use POST");
  });
  router.use(createErrorAnswer(deps.logger));
  return router;
}
