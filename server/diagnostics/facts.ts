import type { LinkMethod } from "../../models/payment-link.ts";
import type { Overflow } from "../ingestion/find-overflows.ts";

/** What the checks look at: figures of the last days, collected once. Counts are of seven days unless named otherwise. */
export type DiagnosticFacts = {
  now: Date;
  website: { domain: string; createdAt: Date; secrets: number; secretAddedAt: Date | null; sharedSecret: boolean; excludedPaths: string[]; linkByTime: boolean };
  /** Deliveries by outcome. */
  outcomes: Record<string, number>;
  lastAcceptedAt: Date | null;
  lastBadSignature: { at: Date; reason: string | null } | null;
  /** Seconds between signing and arriving, by this server's clock, of the newest accepted deliveries. */
  lags: number[];
  /** Stripe's events of 30 days by type and mode; not our own test event. */
  types: { type: string; livemode: boolean; count: number; lastAt: Date }[];
  /** Events of 30 days that came both to the website's own endpoint and to the shared one. */
  eventsAtBothEndpoints: number;
  /** Events of 30 days whose metadata named another website than the endpoint's. */
  eventsNamingAnother: number;
  /** Newest payments of eight weeks, at most 1,000, newest first. */
  payments: { at: Date; livemode: boolean; method: LinkMethod; hasIds: boolean; hasEmail: boolean; paid: boolean; held: boolean }[];
  /** Refund events of 30 days whose payment is not known. */
  refundsWithoutPayment: number;
  /** Events on the shared endpoint that have named no website for a day; null for those who may not know. */
  unclaimed: { count: number; oldestAt: Date | null } | null;
  failed: number;
  parked: number;
  /** E-mail addresses that visitors identified with: whether there is one, and the newest. */
  lastIdentifiedAt: Date | null;
  firstHitAt: Date | null;
  lastHitAt: Date | null;
  drops: { reason: string; count: number }[];
  /** Days on which a dimension had more values than it may, newest first. */
  overflows: Overflow[];
};

/** `problem`: money is missing or uncredited now. `warning`: look at it. `good`: checked and well. */
export type Finding = {
  id: string;
  status: "problem" | "warning" | "good";
  /** One sentence for the owner. */
  title: string;
  figures: { label: string; value: string }[];
  recommendation: string;
  action: { label: string; to: string } | null;
  /** Payments by link method, oldest week first, where the check is about that. */
  weeks?: { start: Date; methods: Partial<Record<LinkMethod, number>> }[];
};

/** A pure interpretation of facts; null when there is nothing to say (not enough has come in to judge). */
export type Check = (facts: DiagnosticFacts) => Finding | null;

export function count(value: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat("en-US").format(value)} ${value === 1 ? one : many}`;
}

export function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((part / whole) * 100)}%`;
}

export function ago(at: Date, now: Date): string {
  const hours = Math.floor((now.getTime() - at.getTime()) / 3_600_000);
  if (hours < 1) return "less than an hour ago";
  return hours < 48 ? `${count(hours, "hour")} ago` : `${count(Math.floor(hours / 24), "day")} ago`;
}
