import { share } from "../facts.ts";
import type { Check } from "../facts.ts";

/** Do payments carry the visitor's ids? */
export const idsInMetadata: Check = ({ payments }) => {
  const own = payments.filter(({ method }) => method !== "customer").slice(0, 100);
  if (own.length === 0) return null;
  const carrying = own.filter(({ hasIds }) => hasIds).length;
  const figures = [{ label: "Payments with ids", value: `${carrying} of the last ${own.length} (${share(carrying, own.length)})` }];
  const action = { label: "See the snippets", to: "setup?step=ids" };
  if (carrying === 0) return { id: "ids-in-metadata", status: "problem", title: "No payment carries the visitor’s ids.", figures, recommendation: "Pass visitorId and sessionId in the metadata where your server makes the checkout: it is the one sure way to link.", action };
  if (carrying < own.length * 0.8) return { id: "ids-in-metadata", status: "warning", title: "Some payments come without the visitor’s ids.", figures, recommendation: "One of your checkouts does not pass them: look at a payment without ids to see which.", action };
  return { id: "ids-in-metadata", status: "good", title: "Payments carry the visitor’s ids.", figures, recommendation: "Nothing to do.", action: null };
};
