import { Badge } from "./badge.tsx";

const STATUS = {
  succeeded: ["gain", "Succeeded"],
  pending: ["warn", "Pending"],
  failed: ["loss", "Failed"],
  partially_refunded: ["loss", "Part refunded"],
  refunded: ["loss", "Refunded"],
  disputed: ["warn", "Disputed"],
} as const;

const METHOD = {
  manual: "By hand",
  metadata: "Metadata",
  client_reference_id: "Client reference",
  customer: "Customer",
  email: "E-mail",
  time: "Time",
  none: "Not linked",
} as const;

export function StatusBadge({ status }: { status: keyof typeof STATUS }) {
  const [tone, text] = STATUS[status];
  return <Badge tone={tone}>{text}</Badge>;
}

export function LinkBadge({ method, confidence }: { method: keyof typeof METHOD; confidence: string }) {
  const tone = confidence === "certain" ? "ink" : confidence === "none" ? "warn" : "soft";
  return <Badge tone={tone} title={confidence === "none" ? "No visitor was found" : `How sure: ${confidence}`}>{METHOD[method]}</Badge>;
}
