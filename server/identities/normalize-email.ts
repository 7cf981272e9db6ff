/** An e-mail as it is compared and stored: trimmed, lower-cased; null for what is none. */
export function normalizeEmail(text: string | null | undefined): string | null {
  const email = text?.trim().toLowerCase() ?? "";
  return email.length <= 254 && /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(email) ? email : null;
}
