/** A Stripe object as it came: any field may be missing, null, an id or an expanded object, in any API version. */
export type StripeObject = Record<string, unknown>;

export function objectOf(value: unknown): StripeObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as StripeObject) : {};
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 500) : null;
}

/** The id in a field that holds an id or the object itself. */
export function idOf(value: unknown): string | null {
  return textOf(value) ?? textOf(objectOf(value)["id"]);
}

/** An integer amount in minor units. */
export function minorOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Seconds since 1970 as a Date. */
export function dateOf(value: unknown): Date | null {
  return typeof value === "number" && Number.isFinite(value) && value > 0 && value < 1e11 ? new Date(value * 1_000) : null;
}

export function listOf(value: unknown): StripeObject[] {
  const data = Array.isArray(value) ? value : objectOf(value)["data"];
  return Array.isArray(data) ? data.map(objectOf) : [];
}

export type Claims = { websiteId: string | null; visitorId: string | null; sessionId: string | null };

/** Our ids in an object's metadata, in either spelling. Written by buyers' browsers: only shape and length are trusted. */
export function claimsOf(metadata: unknown): Claims {
  const fields = objectOf(metadata);
  const read = (camel: string, snake: string) => {
    const id = textOf(fields[camel]) ?? textOf(fields[snake]);
    return id && /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : null;
  };
  return { websiteId: read("websiteId", "website_id"), visitorId: read("visitorId", "visitor_id"), sessionId: read("sessionId", "session_id") };
}
