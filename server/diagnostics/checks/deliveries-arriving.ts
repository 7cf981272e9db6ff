import { ago, count } from "../facts.ts";
import type { Check } from "../facts.ts";

const QUIET_DAYS = 7;

/** Do Stripe's deliveries arrive at all, and have they stopped? */
export const deliveriesArriving: Check = ({ website, outcomes, lastAcceptedAt, lastBadSignature, now }) => {
  if (website.secrets === 0 && !website.sharedSecret) return null;
  const total = Object.values(outcomes).reduce((sum, value) => sum + value, 0);
  const figures = [{ label: "Deliveries in 7 days", value: String(total) }, { label: "Last accepted", value: lastAcceptedAt ? ago(lastAcceptedAt, now) : "never" }];
  const action = { label: "See the deliveries", to: "webhooks" };
  if (!lastAcceptedAt && !lastBadSignature) {
    return { id: "deliveries-arriving", status: "problem", title: "Stripe has not delivered anything yet.", figures, recommendation: "Compare the endpoint’s address in Stripe with the one in the setup, and look in Stripe whether its deliveries fail.", action: { label: "Compare the address", to: "setup?step=stripe" } };
  }
  if (!lastAcceptedAt) return { id: "deliveries-arriving", status: "problem", title: "Stripe delivers, but nothing could be accepted yet.", figures, recommendation: "Look at why the deliveries are refused.", action: { label: "See the refused ones", to: "webhooks?result=refused" } };
  const quiet = Math.floor((now.getTime() - lastAcceptedAt.getTime()) / 86_400_000);
  if (quiet >= QUIET_DAYS) {
    return { id: "deliveries-arriving", status: "warning", title: `Nothing has come from Stripe for ${count(quiet, "day")}.`, figures, recommendation: "If you sold something since, look in Stripe whether the endpoint is disabled: Stripe switches one off after days of failures.", action };
  }
  return { id: "deliveries-arriving", status: "good", title: "Deliveries arrive.", figures, recommendation: "Nothing to do.", action };
};
