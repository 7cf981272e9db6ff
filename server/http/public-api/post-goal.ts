import type { WebsiteRecord } from "../../../models/website.ts";
import type { HitRecorder } from "../../ingestion/hit-recorder.ts";
import { newHitId, newToken } from "../../shared/ids.ts";
import { hitsAccepted, hitsRefused } from "../../shared/meters.ts";
import { AppError } from "../../shared/app-error.ts";
import { checkInput, goalBody } from "./inputs.ts";

/** `POST /api/v1/goal`: a goal that the website's server tells of. Without a visitor it counts by itself. */
export async function postGoal(website: WebsiteRecord, body: Record<string, unknown>, deps: { recorder: HitRecorder; now: Date }): Promise<{ message: string }> {
  if (body["event"] === undefined || body["event"] === null || body["event"] === "") throw new AppError("bad_request", "event parameter is required");
  const { event, value, visitorId, sessionId, path, metadata } = checkInput(goalBody, body);
  const params = Object.entries(metadata ?? {}).filter(([, entry]) => entry !== null).slice(0, 10).map(([key, entry]) => [key.slice(0, 64), String(entry).slice(0, 255)]);
  const visitor = visitorId ?? `api-${newToken().slice(0, 20)}`;
  const recorded = deps.recorder.record([
    {
      websiteId: website._id,
      hitId: newHitId(),
      visitorId: visitor,
      clientSessionId: sessionId ?? visitor,
      type: "goal",
      at: deps.now,
      hostname: website.domain,
      path: path.slice(0, 1_000),
      title: null,
      referrer: null,
      name: event,
      value: value ?? null,
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
  await recorded.then(
    () => hitsAccepted.inc(),
    (error: unknown) => {
      hitsRefused.inc({ reason: "unavailable" });
      throw error;
    },
  );
  return { message: "Goal event tracked successfully" };
}
