import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { decrypt, encrypt } from "./aes-gcm.ts";

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
  return encrypt(keyOf(options), randomBytes(12), Buffer.from(text), options.boundTo).toString("base64");
}

/** The sealed text; null when it was changed, belongs to another record or was sealed with another secret. */
export function unseal(sealed: string, options: SealOptions): string | null {
  return decrypt(keyOf(options), Buffer.from(sealed, "base64"), options.boundTo)?.toString("utf8") ?? null;
}

/** A keyed hash: for what is too short to be stored under a plain one, and for links that need no record. */
export function sign(appSecret: string, ...parts: string[]): string {
  return createHmac("sha256", appSecret).update(parts.join("\u0000")).digest("base64url");
}
