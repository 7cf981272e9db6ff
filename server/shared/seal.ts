import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

type SealOptions = {
  appSecret: string;
  /** What the text is for: each purpose has a key of its own, derived from the secret. */
  purpose: string;
  /** The id of the record that holds it: copied to another record it does not open. */
  boundTo: string;
};

function keyOf({ appSecret, purpose }: SealOptions): Buffer {
  return Buffer.from(hkdfSync("sha256", appSecret, "", purpose, 32));
}

/** Encrypts a text that must be read again (AES-256-GCM), as base64. */
export function seal(text: string, options: SealOptions): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(options), iv).setAAD(Buffer.from(options.boundTo));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64");
}

/** The sealed text; null when it was changed, belongs to another record or was sealed with another secret. */
export function unseal(sealed: string, options: SealOptions): string | null {
  try {
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", keyOf(options), bytes.subarray(0, 12)).setAAD(Buffer.from(options.boundTo));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** A keyed hash: for what is too short to be stored under a plain one, and for links that need no record. */
export function sign(appSecret: string, ...parts: string[]): string {
  return createHmac("sha256", appSecret).update(parts.join("\u0000")).digest("base64url");
}
