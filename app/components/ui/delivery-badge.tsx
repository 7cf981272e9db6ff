import { Badge } from "./badge.tsx";
import type { Tone } from "./badge.tsx";

/** What became of a delivery: the word, its colour and the sentence behind it. */
export const DELIVERY_WORDS = {
  processed: ["gain", "Processed", "Accepted, and what it says is in your payments"],
  awaits_payment: ["warn", "Waiting for its payment", "Accepted and kept; it counts as soon as the payment that it speaks of comes"],
  ignored: ["soft", "Ignored", "Accepted and stored; it says nothing of money"],
  waiting: ["warn", "Waiting", "Accepted and stored; it names no website yet"],
  pending: ["soft", "In the queue", "Accepted and stored; it is processed in a moment"],
  failed: ["loss", "Failed", "Accepted and stored; processing failed and is tried again"],
  parked: ["loss", "Parked", "Accepted and stored; processing failed for three days"],
  duplicate: ["soft", "Repeat", "Accepted before; this delivery changed nothing"],
  signature_invalid: ["loss", "Bad signature", "Refused: the signature does not fit"],
  secret_missing: ["loss", "No secret", "Refused: there is no signing secret to check it with"],
  payload_invalid: ["loss", "No event", "Refused: signed, but not an event of Stripe"],
  unknown_website: ["loss", "Unknown website", "Refused: the address names no website"],
  store_failed: ["loss", "Not stored", "Refused: the database did not take it"],
} as const satisfies Record<string, readonly [Tone, string, string]>;

export function DeliveryBadge({ result }: { result: keyof typeof DELIVERY_WORDS }) {
  const [tone, word, sentence] = DELIVERY_WORDS[result];
  return (
    <Badge tone={tone} title={sentence}>
      {word}
    </Badge>
  );
}
