import type { WebsiteRecord } from "../../../models/website.ts";
import { GOAL_NAME, VISITOR_ID } from "../../ingestion/parse-track-request.ts";
import type { HitRecorder } from "../../ingestion/hit-recorder.ts";
import { newToken } from "../../shared/ids.ts";
import { AppError } from "../../shared/app-error.ts";

/** `POST /api/v1/goal`: a goal that the website's server tells of. Without a visitor it counts by itself. */
export async function postGoal(website: WebsiteRecord, body: Record<string, unknown>, deps: { recorder: HitRecorder; now: Date }): Promise<{ message: string }> {
  const { event, value, visitorId, sessionId, path = "/", metadata } = body;
  if (event === undefined || event === null || event === "") throw new AppError("bad_request", "event parameter is required");
  if (typeof event !== "string" || !GOAL_NAME.test(event)) throw new AppError("bad_request", "event must be at most 64 lower-case letters, digits, - or _");
  if (value !== undefined && value !== null && (typeof value !== "number" || !Number.isFinite(value))) throw new AppError("bad_request", "value must be a number");
  if (typeof path !== "string" || !path.startsWith("/")) throw new AppError("bad_request", "path must begin with /");
  for (const [name, id] of Object.entries({ visitorId, sessionId })) {
    if (id !== undefined && id !== null && (typeof id !== "string" || !VISITOR_ID.test(id))) throw new AppError("bad_request", `${name} must be 8 to 64 letters, digits, - or _`);
  }
  if (metadata !== undefined && metadata !== null && (typeof metadata !== "object" || Array.isArray(metadata))) throw new AppError("bad_request", "metadata must be an object");
  const params = Object.entries((metadata ?? {}) as Record<string, unknown>).slice(0, 10).map(([key, entry]) => [key.slice(0, 64), String(entry).slice(0, 255)]);
  const visitor = (visitorId as string | null | undefined) ?? `api-${newToken().slice(0, 20)}`;
  await deps.recorder.record([
    {
      websiteId: website._id,
      hitId: newToken().slice(0, 24),
      visitorId: visitor,
      clientSessionId: (sessionId as string | null | undefined) ?? visitor,
      type: "goal",
      at: deps.now,
      hostname: website.domain,
      path: path.slice(0, 1_000),
      title: null,
      referrer: null,
      name: event,
      value: (value as number | null | undefined) ?? null,
      params: params.length > 0 ? (Object.fromEntries(params) as Record<string, string>) : null,
      engagedMs: null,
      country: null,
      region: null,
      city: null,
      device: null,
      browser: null,
      os: null,
      screen: null,
      language: null,
      acquisition: { channel: "Direct", source: null, medium: null, campaign: null, keyword: null, content: null, referrer: null, clickId: null, campaignKey: "" },
      checkoutSignal: false,
    },
  ]);
  return { message: "Goal event tracked successfully" };
}
