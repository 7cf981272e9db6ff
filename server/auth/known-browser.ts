import { timingSafeEqual } from "node:crypto";
import { sign } from "../shared/seal.ts";

/**
 * A browser that has logged a user in before keeps a proof of it. Attempts with the proof have a count of their own, so that a stranger who
 * guesses at someone's password from many addresses slows down strangers, not the owner at their own desk.
 * The idea is OWASP's "device cookies".
 */
export function proveKnownBrowser(email: string, appSecret: string): string {
  return sign(appSecret, "known-browser", email);
}

export function isKnownBrowser(proof: string | null, email: string, appSecret: string): boolean {
  if (!proof) return false;
  const expected = Buffer.from(proveKnownBrowser(email, appSecret));
  const given = Buffer.from(proof);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
