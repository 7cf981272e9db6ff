import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Checks an X-Signature header: the hex HMAC-SHA256 of the raw body under the webhook's secret. All secrets are tried, so that one can be
 * rotated. Source: Lemon Squeezy's documentation "Signing requests".
 */
export function verifySignature(options: { rawBody: Buffer; header: string | string[] | undefined; secrets: string[] }): { ok: true } | { ok: false; reason: string } {
  const { rawBody, header, secrets } = options;
  if (header === undefined || header === "") return { ok: false, reason: "The X-Signature header is missing: this did not come from Lemon Squeezy, or a proxy takes it away" };
  if (typeof header !== "string" || !/^[0-9a-f]{64}$/i.test(header.trim())) return { ok: false, reason: "The X-Signature header is not a signature of 64 hexadecimal digits" };
  const given = Buffer.from(header.trim(), "hex");
  const fits = secrets.some((secret) => timingSafeEqual(createHmac("sha256", secret).update(rawBody).digest(), given));
  return fits ? { ok: true } : { ok: false, reason: "No signing secret fits: copy the webhook's secret from Lemon Squeezy again, and check that nothing changes the body on its way" };
}
