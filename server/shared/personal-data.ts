import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { decrypt, encrypt } from "./aes-gcm.ts";

/**
 * How people's data lies in the database. E-mail addresses are sealed so that the same address always gives the same text: they can be compared
 * and indexed without being readable. Whole payloads are sealed anew each time. Who copies the database without APP_SECRET reads neither.
 */
type Keys = { nonce: Buffer; email: Buffer; text: Buffer };

let keys: Keys | null = null;

/** One secret a process, as there is one database: told once at start, before anything is stored. */
export function setPersonalDataSecret(appSecret: string): void {
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", appSecret, "", purpose, 32));
  keys = { nonce: derive("email-nonce"), email: derive("email-seal"), text: derive("text-seal") };
}

function ready(): Keys {
  if (!keys) throw new Error("setPersonalDataSecret has not been called: what is stored could not be sealed");
  return keys;
}

const EMAIL_MARK = "e1:";
const TEXT_MARK = "t1:";

/** Whether a stored text, of either kind, has been sealed. */
export const isSealed = (stored: string) => stored.startsWith(EMAIL_MARK) || stored.startsWith(TEXT_MARK);

/**
 * An address as it is stored and looked for. The nonce is made from the address itself (a synthetic IV), so equal addresses are equal sealed;
 * what is sealed already stays as it is.
 */
export function sealEmail(email: string): string {
  if (email.startsWith(EMAIL_MARK)) return email;
  const { nonce, email: key } = ready();
  const iv = createHmac("sha256", nonce).update(email).digest().subarray(0, 12);
  return EMAIL_MARK + encrypt(key, iv, Buffer.from(email)).toString("base64url");
}

/** The address again; null when it was sealed with another APP_SECRET. */
export function openEmail(sealed: string | null): string | null {
  if (sealed === null || !sealed.startsWith(EMAIL_MARK)) return sealed;
  return decrypt(ready().email, Buffer.from(sealed.slice(EMAIL_MARK.length), "base64url"))?.toString("utf8") ?? null;
}

/** A text (an event's payload) compressed and sealed. */
export function sealText(text: string): string {
  return TEXT_MARK + encrypt(ready().text, randomBytes(12), deflateRawSync(text, { level: 1 })).toString("base64");
}

/** The text again; what was stored before texts were sealed comes as it is. Throws when it was sealed with another APP_SECRET. */
export function openText(sealed: string): string {
  if (!sealed.startsWith(TEXT_MARK)) return sealed;
  const opened = decrypt(ready().text, Buffer.from(sealed.slice(TEXT_MARK.length), "base64"));
  if (!opened) throw new Error("This was stored with another APP_SECRET and cannot be read: restore that one");
  return inflateRawSync(opened).toString("utf8");
}
