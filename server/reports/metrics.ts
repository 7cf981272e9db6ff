export type Interval = "hour" | "day" | "week" | "month";
export const INTERVALS: readonly Interval[] = ["hour", "day", "week", "month"];

/** `newMinor` and `renewalMinor` are the parts of `netMinor` that first payments and renewals of subscriptions brought. */
export type Metric = "visitors" | "sessions" | "pageviews" | "grossMinor" | "refundedMinor" | "netMinor" | "newMinor" | "renewalMinor" | "payments";
export const METRICS: readonly Metric[] = ["visitors", "sessions", "pageviews", "grossMinor", "refundedMinor", "netMinor", "newMinor", "renewalMinor", "payments"];

export type Money = { grossMinor: number; refundedMinor: number; disputeLostMinor: number; netMinor: number };

export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
