import type { Role } from "../../models/membership.ts";
import { isAllowed } from "../auth/permissions.ts";

/** An address as text, in a URL or in JSON: its local part is bounded, so that no text makes the search slow. */
const EMAIL = /([A-Za-z0-9.!#$&'*+/=?^_`{|}~-]{1,64})(@|%40)([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})/g;

/** Who may not read addresses sees enough of one to recognise it. */
export function maskEmail(email: string | null, role: Role): string | null {
  if (!email || isAllowed(role, "emails")) return email;
  return maskText(email);
}

/**
 * An answer as a role may see it: every e-mail address in it, however deep and in whatever text (a payload, a path, a line of evidence), is masked
 * for those who may not read them. The builder of procedures calls this for every answer about a website, so none can forget it.
 */
export function maskEmails(answer: unknown, role: Role): unknown {
  return isAllowed(role, "emails") ? answer : maskDeep(answer);
}

function maskText(text: string): string {
  if (!text.includes("@") && !text.includes("%40")) return text;
  return text.replace(EMAIL, (_, name: string, at: string, domain: string) => `${name.slice(0, 1)}•••${at}${domain}`);
}

function maskDeep(value: unknown): unknown {
  if (typeof value === "string") return maskText(value);
  if (Array.isArray(value)) return value.map(maskDeep);
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value) return maskPieces(value as AsyncIterable<unknown>);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [maskText(key), maskDeep(entry)]));
}

/** Of an answer that comes in pieces (a file's lines): no piece ends within an address. */
async function* maskPieces(pieces: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  for await (const piece of pieces) yield maskDeep(piece);
}
