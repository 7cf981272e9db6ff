import mongoose from "mongoose";
import { touchDefinition } from "./touch.ts";
import type { Touch } from "./touch.ts";

/** One visit. `sessionId` is ours; `clientSessionId` is what the browser sent (equal for the first session made under it). */
export type SessionRecord = {
  websiteId: string;
  sessionId: string;
  clientSessionId: string;
  /** How many sessions the browser's id had before this one: the highest is the one that goes on. */
  ordinal: number;
  visitorId: string;
  startedAt: Date;
  lastSeenAt: Date;
  pageViews: number;
  goals: number;
  engagedMs: number;
  entryPath: string;
  exitPath: string;
  /** When `exitPath` was seen. */
  exitAt: Date;
  hostname: string;
  touch: Touch;
  /** What told one campaign from another; a hit with another one begins a new session. */
  campaignKey: string;
  language: string | null;
  screen: string | null;
  /** The last time this session showed that it was about to pay. */
  checkoutSignalAt: Date | null;
  /** Another one with every write: who writes names the one that was read, so that two servers never write over each other. */
  revision: string;
};

const schema = new mongoose.Schema<SessionRecord>(
  {
    websiteId: { type: String, required: true },
    sessionId: { type: String, required: true },
    clientSessionId: { type: String, required: true },
    ordinal: { type: Number, default: 0 },
    visitorId: { type: String, required: true },
    startedAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    pageViews: { type: Number, default: 0 },
    goals: { type: Number, default: 0 },
    engagedMs: { type: Number, default: 0 },
    entryPath: { type: String, required: true },
    exitPath: { type: String, required: true },
    exitAt: { type: Date, default: null },
    hostname: { type: String, default: "" },
    touch: { type: new mongoose.Schema(touchDefinition, { _id: false }), required: true },
    campaignKey: { type: String, default: "" },
    language: { type: String, default: null },
    screen: { type: String, default: null },
    checkoutSignalAt: { type: Date, default: null },
    revision: { type: String, default: "" },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, sessionId: 1 }, { unique: true });
schema.index({ websiteId: 1, clientSessionId: 1, startedAt: -1 });
schema.index({ websiteId: 1, visitorId: 1, startedAt: -1 });
schema.index({ websiteId: 1, startedAt: 1 });
schema.index({ websiteId: 1, lastSeenAt: 1 });
/** No visit is longer: what began earlier is over. */
export const LONGEST_VISIT_MS = 12 * 3_600_000;
/** Of the few that came near a checkout. */
export const CHECKOUT_INDEX = { websiteId: 1, checkoutSignalAt: 1 } as const;
schema.index(CHECKOUT_INDEX, { partialFilterExpression: { checkoutSignalAt: { $gt: new Date(0) } } });

export const Session = mongoose.model<SessionRecord>("Session", schema, "sessions");
