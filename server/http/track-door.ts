import type { IncomingMessage, ServerResponse } from "node:http";
import { parse as parseQuery } from "node:querystring";
import proxyAddr from "proxy-addr";
import { acceptHits } from "../ingestion/accept-hits.ts";
import { parseTrackRequest } from "../ingestion/parse-track-request.ts";
import { limitHits } from "../limits/tracking-limits.ts";
import { AppError } from "../shared/app-error.ts";
import { hitsDropped } from "../shared/meters.ts";
import { answerError, refuse } from "./answer-errors.ts";
import { createOpenCors, openCorsHeaders } from "./open-cors.ts";
import { parseJsonText } from "./read-body.ts";
import { readText } from "./read-text.ts";
import type { Sender } from "../ingestion/accept-hits.ts";
import type { HitRecorder } from "../ingestion/hit-recorder.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import type { Logger } from "../shared/logger.ts";

export type TrackingDeps = { recorder: HitRecorder; rateLimits: RateLimits; logger: Logger; trustHeaders: boolean; now: () => Date };
/** Express's compiled `trust proxy` setting: is the address of this hop one that tells the truth of who came before it? */
export type TrustProxy = (address: string, hop: number) => boolean;

const GIF = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const MAX_BYTES = 262_144;
/** Also as a whole address, which HTTP allows in a request's first line. */
const PATH = /^(?:https?:\/\/[^/?]*)?\/api\/track\/?(?:\?|$)/i;

export function readSender(req: IncomingMessage, ip: string | undefined, trustHeaders: boolean): Sender {
  return { ip, userAgent: req.headers["user-agent"] ?? "", headers: req.headers, trustHeaders };
}

/**
 * `POST /api/track` with JSON, `GET /api/track?…` for a pixel: both answer after the durable write. The busiest door by far, so it stands on node's own
 * requests, before Express. Answers true when the request was for it.
 */
export function createTrackDoor(deps: TrackingDeps & { trustProxy: TrustProxy }): (req: IncomingMessage, res: ServerResponse) => boolean {
  const cors = createOpenCors("GET, POST");

  async function accept(body: unknown, req: IncomingMessage) {
    const parsed = parseTrackRequest(body);
    if (!parsed.ok) hitsDropped.inc({ reason: "invalid" }, parsed.given);
    if (!parsed.ok) throw new AppError("bad_request", parsed.message);
    const ip = proxyAddr(req, deps.trustProxy);
    limitHits(deps.rateLimits, parsed.hits.map(({ hit }) => hit), ip);
    const result = await acceptHits(parsed.hits, readSender(req, ip, deps.trustHeaders), { recorder: deps.recorder, now: deps.now() });
    if (parsed.invalid.length > 0) hitsDropped.inc({ reason: "invalid" }, parsed.invalid.length);
    if (result.accepted === 0 && result.unknownWebsites === parsed.hits.length) {
      throw new AppError("not_found", `There is no website ${parsed.hits[0]?.hit.websiteId}: check data-website-id in the snippet`);
    }
    const dropped = [...result.dropped, ...parsed.invalid.map(({ index, message }) => ({ index, reason: "invalid", message }))];
    return { accepted: result.accepted, dropped: dropped.sort((a, b) => a.index - b.index), ...(result.cookieless ? { cookieless: result.cookieless } : {}) };
  }

  async function post(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const data = await accept(parseJsonText(await readText(req, MAX_BYTES)), req);
    const text = JSON.stringify({ status: "success", data });
    res.writeHead(202, { ...openCorsHeaders(req.headers.origin), "Content-Type": "application/json; charset=utf-8", "Content-Length": Buffer.byteLength(text) });
    res.end(text);
  }

  async function get(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const query = Object.fromEntries(Object.entries(parseQuery((req.url ?? "").split("?")[1] ?? "")).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
    const value = query["value"] === undefined ? undefined : Number(query["value"]);
    await accept({ ...query, websiteId: query["websiteId"] ?? query["site"], url: query["url"] ?? req.headers.referer, value, params: undefined, cookieless: undefined }, req);
    res.writeHead(200, { ...openCorsHeaders(req.headers.origin), "Cache-Control": "no-store", "Content-Type": "image/gif", "Content-Length": GIF.length });
    res.end(GIF);
  }

  return (req, res) => {
    if (!PATH.test(req.url ?? "")) return false;
    const handle = req.method === "POST" ? post : req.method === "GET" || req.method === "HEAD" ? get : null;
    if (handle) handle(req, res).catch((error: unknown) => (res.headersSent ? void res.destroy() : cors(req, res, () => answerError(error, req, res, deps.logger))));
    else cors(req, res, () => refuse(res.setHeader("Allow", "GET, POST, OPTIONS"), 405, "Use POST, or GET for a pixel"));
    return true;
  };
}
