import { shortHash } from "../shared/ids.ts";

export const SESSION_IDLE_MS = 30 * 60_000;

export type KnownSession = { sessionId: string; visitorId: string; lastSeenAt: Date; campaignKey: string };
export type SessionChoice = { kind: "existing"; sessionId: string } | { kind: "new"; sessionId: string };

/**
 * The session that a hit belongs to, or the id of the one that it begins: after 30 idle minutes, at a new campaign, or when the browser's
 * session id is another visitor's. The first session keeps the browser's id. A later one's id follows from the session before it and
 * from why it ended, so that two servers that see the end at once begin the same one. Pure.
 */
export function chooseSession(hit: { clientSessionId: string; visitorId: string; at: Date; campaignKey: string; type: string }, latest: KnownSession | null): SessionChoice {
  if (!latest) return { kind: "new", sessionId: hit.clientSessionId };
  const idle = hit.at.getTime() - latest.lastSeenAt.getTime() > SESSION_IDLE_MS;
  const newCampaign = hit.type === "pageview" && hit.campaignKey !== "" && hit.campaignKey !== latest.campaignKey;
  const foreign = latest.visitorId !== hit.visitorId;
  // A leave that comes late tells of the visit that was, it does not begin one.
  if ((!idle || hit.type === "leave") && !newCampaign && !foreign) return { kind: "existing", sessionId: latest.sessionId };
  return { kind: "new", sessionId: `${hit.clientSessionId.slice(0, 51)}-${shortHash(12, latest.sessionId, hit.visitorId, newCampaign ? hit.campaignKey : "")}` };
}
