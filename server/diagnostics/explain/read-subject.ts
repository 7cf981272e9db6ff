/** What somebody pasted into the search: what it names and, for e-mails, how it is stored. */
export type Subject = { kind: "event" | "object" | "payment" | "customer" | "email" | "visitor"; value: string };

const OBJECTS = /^(pi|ch|py|cs|in|sub|re|pyr|dp|du|plink|seti|inpay|txn)_/;

/** Pure; null for a blank. Whatever is no known id may be a visitor's or session's, which have no prefix. */
export function readSubject(pasted: string): Subject | null {
  const value = pasted.trim().replace(/^["'<]+|[>"',;]+$/g, "");
  if (value === "") return null;
  if (value.includes("@")) return { kind: "email", value: value.toLowerCase() };
  if (value.startsWith("evt_")) return { kind: "event", value };
  if (value.startsWith("pay_")) return { kind: "payment", value };
  if (value.startsWith("cus_")) return { kind: "customer", value };
  if (OBJECTS.test(value)) return { kind: "object", value };
  return { kind: "visitor", value };
}
