import { idOf, minorOf, textOf } from "./stripe-object.ts";
import type { Normalize } from "./normalize-stripe-event.ts";

/** A dispute: open, lost (the amount is off) or won. Inquiries (`warning_…`) and prevented ones do not count. */
export const normalizeDispute: Normalize = (event, base) => {
  const status = textOf(event.object["status"]) ?? "";
  const [disputeId, amountMinor] = [idOf(event.object["id"]), minorOf(event.object["amount"])];
  if (!disputeId || amountMinor === null) return { ignored: "A dispute without an id or an amount" };
  if (status.startsWith("warning_") && status !== "warning_closed") return { ignored: "An inquiry, not a dispute: no money is withheld" };
  const reinstated = event.type === "charge.dispute.funds_reinstated";
  // Prevented or closed as an inquiry: it was none after all, whatever was told of it before.
  const over = reinstated || status === "won" || status === "prevented" || status === "warning_closed";
  const state = over ? "won" : status === "lost" ? "lost" : "open";
  return {
    facts: [
      {
        ...base,
        intentId: idOf(event.object["payment_intent"]),
        chargeId: idOf(event.object["charge"]),
        dispute: { disputeId, amountMinor, state, rank: reinstated ? 3 : state === "open" ? 1 : 2 },
      },
    ],
  };
};
