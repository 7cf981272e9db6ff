import { Router } from "express";
import type { Request } from "express";
import { acceptHits } from "../ingestion/accept-hits.ts";
import { parseTrackRequest } from "../ingestion/parse-track-request.ts";
import { AppError } from "../shared/app-error.ts";
import { createErrorAnswer } from "./answer-errors.ts";
import { createOpenCors } from "./open-cors.ts";
import { createBodyReader, parseJson } from "./read-body.ts";
import type { Sender } from "../ingestion/accept-hits.ts";
import type { HitRecorder } from "../ingestion/hit-recorder.ts";
import type { Logger } from "../shared/logger.ts";

export type TrackingDeps = { recorder: HitRecorder; logger: Logger; trustHeaders: boolean; now: () => Date };

const GIF = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

export function readSender(req: Request, trustHeaders: boolean): Sender {
  return { ip: req.ip, userAgent: req.headers["user-agent"] ?? "", headers: req.headers, trustHeaders };
}

/** `POST /api/track` with JSON, `GET /api/track?…` for a pixel: both answer after the durable write. */
export function createTrackRouter(deps: TrackingDeps): Router {
  const router = Router();
  router.use(createOpenCors("GET, POST"));

  async function accept(body: unknown, req: Request) {
    const parsed = parseTrackRequest(body);
    if (!parsed.ok) throw new AppError("bad_request", parsed.message);
    const result = await acceptHits(parsed.hits, readSender(req, deps.trustHeaders), { recorder: deps.recorder, now: deps.now() });
    if (result.accepted === 0 && result.unknownWebsites === parsed.hits.length) {
      throw new AppError("not_found", `There is no website ${parsed.hits[0]?.hit.websiteId}: check data-website-id in the snippet`);
    }
    const dropped = [...result.dropped, ...parsed.invalid.map(({ index, message }) => ({ index, reason: "invalid", message }))];
    return { accepted: result.accepted, dropped: dropped.sort((a, b) => a.index - b.index) };
  }

  router.post("/", ...createBodyReader(262_144), async (req, res, next) => {
    try {
      res.status(202).json({ status: "success", data: await accept(parseJson(req), req) });
    } catch (error) {
      next(error);
    }
  });
  router.get("/", async (req, res, next) => {
    try {
      const query = Object.fromEntries(Object.entries(req.query).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
      const value = query["value"] === undefined ? undefined : Number(query["value"]);
      await accept({ ...query, websiteId: query["websiteId"] ?? query["site"], url: query["url"] ?? req.headers.referer, value, params: undefined }, req);
      res.set("Cache-Control", "no-store").type("image/gif").send(GIF);
    } catch (error) {
      next(error);
    }
  });
  router.all("/", (_req, res) => {
    res.set("Allow", "GET, POST, OPTIONS").status(405).json({ status: "error", error: { code: 405, message: "Use POST, or GET for a pixel" } });
  });
  router.use(createErrorAnswer(deps.logger));
  return router;
}
