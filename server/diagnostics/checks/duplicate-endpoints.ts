import { count, share } from "../facts.ts";
import type { Check } from "../facts.ts";

/** Does more than one endpoint deliver the same events here? Nothing is counted twice, yet each costs a delivery and hides failures. */
export const duplicateEndpoints: Check = ({ outcomes, eventsAtBothEndpoints }) => {
  const repeats = outcomes["duplicate"] ?? 0;
  const accepted = outcomes["accepted"] ?? 0;
  if (accepted + repeats === 0) return null;
  const figures = [{ label: "Repeats, 7 days", value: `${repeats} of ${accepted + repeats} (${share(repeats, accepted + repeats)})` }, { label: "Events at both addresses, 30 days", value: String(eventsAtBothEndpoints) }];
  const action = { label: "See the repeats", to: "webhooks?result=duplicate" };
  if (eventsAtBothEndpoints > 0) return { id: "duplicate-endpoints", status: "warning", title: `Stripe sends ${count(eventsAtBothEndpoints, "event")} both to this website’s address and to the shared one.`, figures, recommendation: "Delete one of the two endpoints in Stripe; payments are counted once all the same.", action };
  if (repeats >= 5 && repeats > accepted * 0.3) return { id: "duplicate-endpoints", status: "warning", title: "Many deliveries are repeats: two endpoints in Stripe seem to have this address.", figures, recommendation: "Delete one of them in Stripe; payments are counted once all the same.", action };
  return { id: "duplicate-endpoints", status: "good", title: "Events come once.", figures, recommendation: "Nothing to do.", action: null };
};
