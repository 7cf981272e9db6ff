import { count } from "../facts.ts";
import type { Check } from "../facts.ts";

/** Has processing failed? */
export const failedEvents: Check = ({ failed, parked, lastAcceptedAt }) => {
  const figures = [{ label: "Failed, tried again", value: String(failed) }, { label: "Parked after three days", value: String(parked) }];
  if (parked > 0) return { id: "failed-events", status: "problem", title: `${count(parked, "event")} could not be processed for three days and ${parked === 1 ? "is" : "are"} parked.`, figures, recommendation: "Open one, read its error, mend the cause, then press Process again. Nothing is lost: events are stored whole.", action: { label: "See the parked ones", to: "webhooks?result=parked" } };
  if (failed > 0) return { id: "failed-events", status: "warning", title: `${count(failed, "event")} failed and ${failed === 1 ? "is" : "are"} tried again.`, figures, recommendation: "Mostly this mends itself. If it stays, open one and read its error.", action: { label: "See the failed ones", to: "webhooks?result=failed" } };
  return lastAcceptedAt ? { id: "failed-events", status: "good", title: "Every event was processed.", figures, recommendation: "Nothing to do.", action: null } : null;
};
