import { ago, count } from "../facts.ts";
import type { Check } from "../facts.ts";

const QUIET_DAYS = 2;

/** Do visits arrive, and have they stopped? */
export const visitsArriving: Check = ({ firstHitAt, lastHitAt, drops, now }) => {
  const action = { label: "Check a page", to: "setup?step=script" };
  if (!firstHitAt || !lastHitAt) {
    if (drops.length > 0) return null;
    return { id: "visits-arriving", status: "problem", title: "No visit has come in yet.", figures: [{ label: "Visits", value: "none" }], recommendation: "Install the script; the checker says what is wrong with a page.", action };
  }
  const figures = [{ label: "Last hit", value: ago(lastHitAt, now) }, { label: "First hit", value: ago(firstHitAt, now) }];
  const quiet = Math.floor((now.getTime() - lastHitAt.getTime()) / 86_400_000);
  if (quiet >= QUIET_DAYS) return { id: "visits-arriving", status: "problem", title: `No visit has come in for ${count(quiet, "day")}, although there were before.`, figures, recommendation: "The script was removed or is blocked now: a new theme, a Content-Security-Policy or a cache are the usual causes.", action };
  return { id: "visits-arriving", status: "good", title: "Visits arrive.", figures, recommendation: "Nothing to do.", action: null };
};
