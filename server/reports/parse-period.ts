import { AppError } from "../shared/app-error.ts";
import { dayText, startOfDay } from "../shared/local-days.ts";
import type { Period } from "../shared/period.ts";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Reads `from` and `to`: an ISO day in the website's timezone (`to` inclusive) or an ISO instant (`to` exclusive). Without them: the last 30 days
 * with today. Throws `bad_request` that names the parameter.
 */
export function parsePeriod(options: { from?: string | undefined; to?: string | undefined; timezone: string; now: Date }): Period {
  const { timezone, now } = options;
  const today = dayText(now, timezone);
  const to = parseBound("to", options.to ?? today, timezone, 1);
  const from = options.from === undefined ? startOfDay(today, timezone, -29) : parseBound("from", options.from, timezone, 0);
  if (from >= to) throw new AppError("bad_request", "from must be before to");
  if (to.getTime() - from.getTime() > 10 * 366 * 24 * 3_600_000) throw new AppError("bad_request", "from and to must not be more than ten years apart");
  return { from, to };
}

function parseBound(name: string, text: string, timezone: string, shift: number): Date {
  if (DAY.test(text)) {
    const real = new Date(`${text}T00:00:00Z`);
    if (!Number.isNaN(real.getTime()) && real.toISOString().startsWith(text)) return startOfDay(text, timezone, shift);
  } else if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    const at = new Date(text);
    if (!Number.isNaN(at.getTime())) return at;
  }
  throw new AppError("bad_request", `${name} must be a day such as 2026-01-31 or an instant such as 2026-01-31T12:00:00Z`);
}
