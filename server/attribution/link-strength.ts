import type { LinkMethod, PaymentLink } from "../../models/payment-link.ts";

const STRENGTH: Record<LinkMethod, number> = { none: 0, time: 1, email: 2, customer: 3, client_reference_id: 4, metadata: 5, manual: 7 };
const OF_THE_SUBSCRIPTION = 6;

/** What a link weighs: the stronger stays. A renewal belongs to whom its subscription's first payment does, whatever it carries itself. */
export function linkStrength({ method, follows }: Pick<PaymentLink, "method" | "follows">): number {
  return follows?.by === "subscription" ? OF_THE_SUBSCRIPTION : STRENGTH[method];
}

/** Whether what a checkout says of its visitor can still change a link: another's claim, or the rest of its own. */
export function canClaimBetter(link: Pick<PaymentLink, "method" | "follows">): boolean {
  return linkStrength(link) <= STRENGTH.metadata;
}

/** Methods that look at evidence of the payment's own; the others follow from another payment, or guess. */
export const OWN_EVIDENCE: LinkMethod[] = ["manual", "metadata", "client_reference_id", "email"];
