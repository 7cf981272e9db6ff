import type { Check } from "../facts.ts";

/** Is there anything that a delivery could be checked with? */
export const webhookConfigured: Check = ({ website, lastAcceptedAt }) => {
  const { secrets, sharedSecret } = website;
  const figures = [{ label: "Signing secrets of this website", value: String(secrets) }, { label: "Secret of the shared endpoint", value: sharedSecret ? "set" : "none" }];
  if (secrets === 0 && !sharedSecret) {
    return { id: "webhook-configured", status: "problem", title: "No signing secret is stored, so every delivery from Stripe is turned away.", figures, recommendation: "Make the webhook endpoint in Stripe and paste its signing secret. Stripe goes on trying for up to three days.", action: { label: "Connect Stripe", to: "setup?step=stripe" } };
  }
  return { id: "webhook-configured", status: "good", title: "The webhook is configured.", figures, recommendation: lastAcceptedAt ? "Nothing to do." : "Send a test event to prove it.", action: lastAcceptedAt ? null : { label: "Send a test event", to: "setup?step=stripe" } };
};
