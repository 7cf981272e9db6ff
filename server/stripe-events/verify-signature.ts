import Stripe from "stripe";

const TOLERANCE_SECONDS = 300;
const { signature } = new Stripe("sk_unused").webhooks;

export type Verification = { ok: true } | { ok: false; reason: string };

/**
 * Checks a Stripe-Signature header over the raw bytes against all secrets. Everything that can be wrong with it is an answer, never a throw;
 * the library's own errors hold header and payload and are not passed on.
 */
export async function verifySignature(options: { rawBody: Buffer; header: string | string[] | undefined; secrets: string[]; now: Date }): Promise<Verification> {
  const { rawBody, header, secrets, now } = options;
  if (header === undefined || header === "") return { ok: false, reason: "The Stripe-Signature header is missing: this did not come from Stripe, or a proxy takes it away" };
  if (typeof header !== "string") return { ok: false, reason: "There is more than one Stripe-Signature header" };
  const signedAt = readSignatureTime(header);
  if (!signedAt) return { ok: false, reason: "The Stripe-Signature header has no valid timestamp" };
  const age = Math.floor((now.getTime() - signedAt.getTime()) / 1_000);
  if (age > TOLERANCE_SECONDS) return { ok: false, reason: `The signature is ${age} seconds old (at most ${TOLERANCE_SECONDS}): check this server's clock` };
  if (age < -TOLERANCE_SECONDS) return { ok: false, reason: `The signature is ${-age} seconds ahead: check this server's clock` };
  if (!signature) throw new Error("The stripe package has no webhook signatures");
  for (const secret of secrets) {
    try {
      await signature.verifyHeaderAsync(rawBody, header, secret, TOLERANCE_SECONDS, undefined, now.getTime());
      return { ok: true };
    } catch {
      // The next secret may be the right one: they are rotated.
    }
  }
  return { ok: false, reason: "No signing secret fits: copy the endpoint's secret from Stripe again (whsec_…), and check that nothing changes the body on its way" };
}

/** When a Stripe-Signature header says that it was made; null when it does not say so in whole seconds. */
export function readSignatureTime(header: string | string[] | undefined): Date | null {
  if (typeof header !== "string") return null;
  const timestamp = /(?:^|,)\s*t=([^,]*)/.exec(header)?.[1]?.trim() ?? "";
  return /^\d{1,12}$/.test(timestamp) ? new Date(Number(timestamp) * 1_000) : null;
}
