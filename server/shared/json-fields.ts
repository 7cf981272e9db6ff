/** An object of a provider as it came: any field may be missing, null or of another type than documented. */
export type JsonObject = Record<string, unknown>;

export function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 500) : null;
}

/** An integer amount in minor units. */
export function minorOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
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
