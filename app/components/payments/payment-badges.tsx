import { Badge } from "../ui/badge.tsx";

export const STATUSES = {
  succeeded: ["gain", "Succeeded"],
  pending: ["warn", "Pending"],
  failed: ["loss", "Failed"],
  partially_refunded: ["loss", "Part refunded"],
  refunded: ["loss", "Refunded"],
  disputed: ["warn", "Disputed"],
} as const;

/** How a payment was linked, in words. */
export const METHODS = {
  manual: "By hand",
  metadata: "Metadata",
  client_reference_id: "Client reference",
  customer: "Customer",
  email: "E-mail",
  time: "Time",
  none: "Not linked",
} as const;

export function StatusBadge({ status }: { status: keyof typeof STATUSES }) {
  const [tone, text] = STATUSES[status];
  return <Badge tone={tone}>{text}</Badge>;
}

const CONFIDENCES: Record<string, string> = { certain: "certain", likely: "likely", estimated: "estimated" };

/** How a payment was linked, and how sure that is. */
export function LinkBadge({ method, confidence }: { method: keyof typeof METHODS; confidence: string }) {
  if (method === "none") {
    return (
      <Badge tone="warn" title="No visitor was found">
        Not linked
      </Badge>
    );
  }
  const sure = CONFIDENCES[confidence] ?? confidence;
  return (
    <Badge tone={confidence === "certain" ? "accent" : "soft"} title={`Linked by ${METHODS[method].toLowerCase()}; this is ${sure}`}>
      {METHODS[method]}
      {confidence === "certain" ? null : <span className="font-normal">· {sure}</span>}
    </Badge>
  );
}
