import { parse as parseQuery } from "node:querystring";
import type { Request, RequestHandler, Response } from "express";
import { acceptHits } from "../ingestion/accept-hits.ts";
import { parseTrackRequest } from "../ingestion/parse-track-request.ts";
import { limitHits } from "../limits/tracking-limits.ts";
import { AppError } from "../shared/app-error.ts";
import { hitsAccepted, hitsDropped } from "../shared/meters.ts";
import { createErrorAnswer } from "./answer-errors.ts";
import { createOpenCors } from "./open-cors.ts";
import { parseJsonText } from "./read-body.ts";
import { readText } from "./read-text.ts";
import type { Sender } from "../ingestion/accept-hits.ts";
import type { HitRecorder } from "../ingestion/hit-recorder.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import type { Logger } from "../shared/logger.ts";

export type TrackingDeps = { recorder: HitRecorder; rateLimits: RateLimits; logger: Logger; trustHeaders: boolean; now: () => Date };

const GIF = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const MAX_BYTES = 262_144;

export function readSender(req: Request, trustHeaders: boolean): Sender {
  return { ip: req.ip, userAgent: req.headers["user-agent"] ?? "", headers: req.headers, trustHeaders };
}

/**
 * `POST /api/track` with JSON, `GET /api/track?…` for a pixel: both answer after the durable write. The busiest route by far, so it is one
 * handler that does without the framework's conveniences.
 */
export function createTrackRouter(deps: TrackingDeps): RequestHandler {
  const cors = createOpenCors("GET, POST");
  const answerError = createErrorAnswer(deps.logger);

  async function accept(body: unknown, req: Request) {
    const parsed = parseTrackRequest(body);
    if (!parsed.ok) throw new AppError("bad_request", parsed.message);
    limitHits(deps.rateLimits, parsed.hits.map(({ hit }) => hit), req.ip);
    const result = await acceptHits(parsed.hits, readSender(req, deps.trustHeaders), { recorder: deps.recorder, now: deps.now() });
    if (result.accepted === 0 && result.unknownWebsites === parsed.hits.length) {
      throw new AppError("not_found", `There is no website ${parsed.hits[0]?.hit.websiteId}: check data-website-id in the snippet`);
    }
    hitsAccepted.inc(result.accepted);
    for (const { reason } of result.dropped) hitsDropped.inc({ reason });
    const dropped = [...result.dropped, ...parsed.invalid.map(({ index, message }) => ({ index, reason: "invalid", message }))];
    return { accepted: result.accepted, dropped: dropped.sort((a, b) => a.index - b.index), ...(result.cookieless ? { cookieless: result.cookieless } : {}) };
  }

  async function post(req: Request, res: Response): Promise<void> {
    const data = await accept(parseJsonText(await readText(req, MAX_BYTES)), req);
    const text = JSON.stringify({ status: "success", data });
    res.writeHead(202, { "Content-Type": "application/json; charset=utf-8", "Content-Length": Buffer.byteLength(text) });
    res.end(text);
  }

  async function get(req: Request, res: Response): Promise<void> {
    const query = Object.fromEntries(Object.entries(parseQuery(req.url.split("?")[1] ?? "")).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
    const value = query["value"] === undefined ? undefined : Number(query["value"]);
    await accept({ ...query, websiteId: query["websiteId"] ?? query["site"], url: query["url"] ?? req.headers.referer, value, params: undefined, cookieless: undefined }, req);
    res.set("Cache-Control", "no-store").type("image/gif").send(GIF);
  }

  return (req, res, next) => {
    if (req.path !== "/") return next();
    cors(req, res, () => {
      if (req.method === "POST" || req.method === "GET" || req.method === "HEAD") {
        (req.method === "POST" ? post : get)(req, res).catch((error: unknown) => answerError(error, req, res, next));
        return;
      }
      res.set("Allow", "GET, POST, OPTIONS").status(405).json({ status: "error", error: { code: 405, message: "Use POST, or GET for a pixel" } });
    });
  };
}
