import { AuditEntry } from "../../models/audit-entry.ts";
import type { AuditEntryRecord } from "../../models/audit-entry.ts";
import { shortenAddress } from "../shared/shorten-address.ts";

const MAX_WORD = 120;

/** Writes down that something was done. The address is stored shortened. */
export async function recordAudit(entry: AuditEntryRecord): Promise<void> {
  await AuditEntry.create({ ...entry, address: shortenAddress(entry.address) });
}

/** `revoked the key {name}` with `{name}` taken from what the procedure was given or found; what is not known stays out. Pure. */
export function fillSentence(template: string, words: Record<string, unknown>): string {
  return template
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const word = Object.hasOwn(words, name) ? words[name] : undefined;
      return typeof word === "string" || typeof word === "number" || typeof word === "boolean" ? String(word).slice(0, MAX_WORD) : "";
    })
    .replace(/ “”/g, "")
    .trim();
}
