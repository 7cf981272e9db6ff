import { expect, test } from "vitest";
import { chooseSession } from "../../../server/ingestion/choose-session.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12, minutes));
const hit = { clientSessionId: "client-session", visitorId: "visitor-1", campaignKey: "", type: "pageview" };
const latest = { sessionId: "client-session", visitorId: "visitor-1", lastSeenAt: at(0), campaignKey: "spring" };

test("a session ends after 30 idle minutes, at a new campaign and for another visitor", () => {
  expect(chooseSession({ ...hit, at: at(0) }, null)).toEqual({ kind: "new", sessionId: "client-session" });
  expect(chooseSession({ ...hit, at: at(30) }, latest).kind).toBe("existing");
  expect(chooseSession({ ...hit, at: at(31) }, latest).kind).toBe("new");
  expect(chooseSession({ ...hit, at: at(31), type: "leave" }, latest).kind).toBe("existing");
  expect(chooseSession({ ...hit, at: at(1), campaignKey: "spring" }, latest).kind).toBe("existing");
  expect(chooseSession({ ...hit, at: at(1), campaignKey: "summer" }, latest).kind).toBe("new");
  expect(chooseSession({ ...hit, at: at(1), visitorId: "visitor-2" }, latest).kind).toBe("new");
});

test("a new session's id is the same for a repeat and fits the contract", () => {
  const first = chooseSession({ ...hit, clientSessionId: "x".repeat(64), at: at(31) }, latest);
  expect(chooseSession({ ...hit, clientSessionId: "x".repeat(64), at: at(32) }, latest)).toEqual(first);
  expect(first.sessionId).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
});
