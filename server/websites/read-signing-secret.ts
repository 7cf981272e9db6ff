export type PastedSecret = { ok: true; secret: string } | { ok: false; message: string };

const WHERE = "open your webhook endpoint in Stripe (Developers, Webhooks), reveal “Signing secret” and copy what begins with whsec_";

/** What somebody pasted as a signing secret: trimmed of spaces and quotes, or what it is instead, each with its own sentence. Pure. */
export function readSigningSecret(pasted: string): PastedSecret {
  const text = pasted.trim().replace(/^["'`](.*)["'`]$/, "$1").replace(/^STRIPE_WEBHOOK_SECRET\s*=\s*/i, "").replace(/^["'`](.*)["'`]$/, "$1").trim();
  const no = (message: string): PastedSecret => ({ ok: false, message });
  if (text === "") return no(`Paste the signing secret: ${WHERE}`);
  if (/^pk_/.test(text)) return no(`This is a publishable key, which browsers use; it cannot check webhooks. Instead, ${WHERE}`);
  if (/^[sr]k_/.test(text)) return no(`This is an API key, not a signing secret; it has not been stored, and a secret key should not be pasted anywhere. Instead, ${WHERE}`);
  if (/^we_/.test(text)) return no(`This is the endpoint's id, not its secret: ${WHERE}`);
  if (/^https?:/.test(text)) return no(`This is an address, not a secret: ${WHERE}`);
  if (!/^whsec_/.test(text)) return no(`A signing secret begins with whsec_: ${WHERE}`);
  if (/\s/.test(text)) return no("There is a space or a line break inside the secret: copy it again in one piece");
  if (/[•*…]/.test(text)) return no("This is the hidden form of the secret: press Reveal in Stripe first, then copy it");
  if (!/^whsec_[A-Za-z0-9+/=_-]{8,200}$/.test(text)) return no("This begins like a signing secret, but is too short, too long or has characters that no secret has: copy it again");
  return { ok: true, secret: text };
}
