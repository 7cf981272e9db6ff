import { share } from "../facts.ts";
import type { Check } from "../facts.ts";

const SURE = ["manual", "metadata", "client_reference_id"];

/** Was the visitor that a payment names ever seen before it was paid? */
export const visitorTrackedFirst: Check = ({ payments }) => {
  const carrying = payments.filter(({ hasIds }) => hasIds);
  if (carrying.length === 0) return null;
  const unknown = carrying.filter(({ method }) => !SURE.includes(method)).length;
  const figures = [{ label: "Payments whose ids nobody was seen with", value: `${unknown} of ${carrying.length} (${share(unknown, carrying.length)})` }];
  if (unknown === 0) return { id: "visitor-tracked-first", status: "good", title: "Every visitor that a payment names was seen before it.", figures, recommendation: "Nothing to do.", action: null };
  return {
    id: "visitor-tracked-first", status: unknown > carrying.length / 4 ? "problem" : "warning",
    title: "Payments name visitors who were never seen.", figures,
    recommendation: "The script is missing on the pages before the checkout, is blocked there, or your server makes up ids. Check the checkout’s page; serve the script from your own address against ad blockers.",
    action: { label: "Check a page", to: "setup?step=script" },
  };
};
