import { numberFormat, timeFormat } from "./intl-formats.ts";

/**
 * Money in minor units as text in its currency; `exponent` is the currency's number of decimals as Stripe has it. `true` shortens what is large;
 * "tick" shortens and leaves out decimals that are nought, for an axis.
 */
export function formatMoney(minor: number, currency: string, exponent: number, compact: boolean | "tick" = false): string {
  const major = minor / 10 ** exponent;
  const short = compact && Math.abs(major) >= 10_000;
  const whole = compact === "tick" && Number.isInteger(major);
  const digits = short ? { notation: "compact" as const, maximumFractionDigits: 1 } : { minimumFractionDigits: whole ? 0 : exponent, maximumFractionDigits: whole ? 0 : exponent };
  return numberFormat({ style: "currency", currency, ...digits }).format(major);
}

export function formatNumber(value: number): string {
  return numberFormat({ maximumFractionDigits: 2 }).format(value);
}

/** A share (0..1) as a percentage. */
export function formatPercent(share: number): string {
  if (share === 0) return "0%";
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 2 : 1)}%`;
}

export function formatDuration(seconds: number): string {
  return seconds >= 60 ? `${Math.floor(seconds / 60)}m ${seconds % 60}s` : `${seconds}s`;
}

/** An instant in the website's timezone. */
export function formatTime(iso: string, timezone: string): string {
  return timeFormat({ timeZone: timezone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

export function formatDay(iso: string, timezone: string): string {
  return timeFormat({ timeZone: timezone, day: "numeric", month: "short" }).format(new Date(iso));
}
