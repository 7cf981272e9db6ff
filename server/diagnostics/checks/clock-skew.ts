import type { Check } from "../facts.ts";

const NOTABLE_SECONDS = 30;
const DANGEROUS_SECONDS = 200;

/** Is this server's clock right, judged by when Stripe signed what just arrived? At 300 seconds deliveries are refused. */
export const clockSkew: Check = ({ lags }) => {
  if (lags.length < 3) return null;
  const sorted = [...lags].sort((a, b) => a - b);
  // A slow delivery arrives late but never early: the smallest lag tells the clock best, unless clocks are behind.
  const best = (sorted[0] as number) < 0 ? (sorted[Math.floor(sorted.length / 2)] as number) : (sorted[0] as number);
  const off = Math.round(Math.abs(best));
  const figures = [{ label: "Between signing and arriving", value: `${Math.round(best)} seconds at best` }, { label: "Deliveries looked at", value: String(lags.length) }];
  if (off < NOTABLE_SECONDS) return { id: "clock-skew", status: "good", title: "This server’s clock is right.", figures, recommendation: "Nothing to do.", action: null };
  return { id: "clock-skew", status: off >= DANGEROUS_SECONDS ? "problem" : "warning", title: `This server’s clock is about ${off} seconds ${best > 0 ? "ahead of" : "behind"} Stripe’s.`, figures, recommendation: "Set it by a time service (NTP). From 300 seconds on, deliveries are refused, and links by time miss before that.", action: { label: "Why the clock matters", to: "/docs/troubleshooting#clock" } };
};
