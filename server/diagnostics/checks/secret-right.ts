import { ago } from "../facts.ts";
import type { Check } from "../facts.ts";

/** Does a stored secret fit what Stripe sends? */
export const secretRight: Check = ({ website, outcomes, lastAcceptedAt, lastBadSignature, now }) => {
  if (website.secrets === 0 && !website.sharedSecret) return null;
  const bad = outcomes["signature_invalid"] ?? 0;
  const good = (outcomes["accepted"] ?? 0) + (outcomes["duplicate"] ?? 0);
  const figures = [{ label: "Refused for their signature, 7 days", value: String(bad) }, { label: "Accepted, 7 days", value: String(good) }];
  // What was refused before the newest secret was stored is mended, once something has been accepted since.
  const mended = lastBadSignature !== null && website.secretAddedAt !== null && lastBadSignature.at < website.secretAddedAt && lastAcceptedAt !== null && lastAcceptedAt > website.secretAddedAt;
  if (!lastBadSignature || mended || (bad === 0 && lastAcceptedAt)) {
    return lastAcceptedAt ? { id: "secret-right", status: "good", title: "The signing secret is right.", figures, recommendation: "Nothing to do.", action: null } : null;
  }
  const refused = [...figures, { label: "Last refused", value: ago(lastBadSignature.at, now) }];
  const clock = /clock/.test(lastBadSignature.reason ?? "");
  if (clock) return { id: "secret-right", status: "problem", title: "Deliveries are refused because this server’s clock and Stripe’s differ by minutes.", figures: refused, recommendation: "Set this server’s clock by a time service (NTP).", action: { label: "See the refused ones", to: "webhooks?result=signature_invalid" } };
  if (!lastAcceptedAt || lastBadSignature.at > lastAcceptedAt) {
    return { id: "secret-right", status: "problem", title: "The signing secret is wrong: Stripe’s last delivery was refused because no stored secret fits it.", figures: refused, recommendation: "Reveal the signing secret of the endpoint in Stripe and paste it. Test mode and live mode have different ones. Stripe sends what was refused again.", action: { label: "Paste the signing secret", to: "setup?step=stripe" } };
  }
  return { id: "secret-right", status: "warning", title: "Some deliveries are refused for their signature, others are accepted.", figures: refused, recommendation: "A second endpoint in Stripe has another secret: add its secret too, or delete that endpoint.", action: { label: "See the refused ones", to: "webhooks?result=signature_invalid" } };
};
