import { AuditEntry } from "../../models/audit-entry.ts";
import type { AuditEntryRecord } from "../../models/audit-entry.ts";

export type AuditQuery = { of: { teamId: string } | { userId: string }; before?: Date | undefined; limit: number };

/** What was done in a team, or by a user to their own account; newest first. `before` continues after the last one that was given. */
export async function listAudit({ of, before, limit }: AuditQuery) {
  const owner = "teamId" in of ? of : { userId: of.userId, teamId: null };
  const found = await AuditEntry.find({ ...owner, ...(before ? { at: { $lt: before } } : {}) })
    .sort({ at: -1 })
    .limit(limit + 1)
    .lean<AuditEntryRecord[]>();
  const page = found.slice(0, limit);
  return {
    entries: page.map(({ who, did, aboutWebsite, address, at }) => ({ who: who ?? "Someone", did, aboutWebsite, address, at: at.toISOString() })),
    next: found.length > limit ? (page.at(-1)?.at.toISOString() ?? null) : null,
  };
}
