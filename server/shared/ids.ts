import { createHash, randomBytes } from "node:crypto";
import { customAlphabet } from "nanoid";

const alphanumeric = customAlphabet("0123456789abcdefghijklmnopqrstuvwxyz", 16);

/** A new id such as `web_3k9…`: prefix and 16 characters (82 bits). */
export function newId(prefix: "web" | "usr" | "team" | "pay" | "key" | "sec" | "dlv" | "inv" | "view" | "fun"): string {
  return `${prefix}_${alphanumeric()}`;
}

/** An unguessable token of 256 bits, URL-safe. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** A new id of a hit that came without one: the time and 90 random bits. What happens together lies together in an index. */
export function newHitId(): string {
  return `${Date.now().toString(36).padStart(9, "0")}${newToken().slice(0, 15)}`;
}

/** SHA-256 as hex: how tokens and keys are stored. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** First `length` hex digits of the SHA-256 of the parts: a deterministic short id. */
export function shortHash(length: number, ...parts: string[]): string {
  return createHash("sha256").update(parts.join("\u0000")).digest("hex").slice(0, length);
}
