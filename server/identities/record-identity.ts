import { Identity } from "../../models/identity.ts";
import type { IdentityRecord } from "../../models/identity.ts";
import { sealEmail } from "../shared/personal-data.ts";

/** Ties what is known of a person to a visitor. Repeats and any order give the same set of ties; `isNew` when one was not there before. */
export async function recordIdentity(options: {
  websiteId: string;
  visitorId: string;
  ties: { kind: IdentityRecord["kind"]; value: string }[];
  name: string | null;
  at: Date;
}): Promise<{ isNew: boolean }> {
  let isNew = false;
  for (const { kind, value } of options.ties) {
    const filter = { websiteId: options.websiteId, kind, value: kind === "email" ? sealEmail(value) : value, visitorId: options.visitorId };
    const update = { $min: { firstAt: options.at }, $max: { lastAt: options.at }, ...(options.name ? { $set: { name: options.name } } : {}) };
    const { upsertedCount } = await Identity.updateOne(filter, update, { upsert: true }).catch(async (error: { code?: number }) => {
      if (error.code !== 11_000) throw error;
      return Identity.updateOne(filter, update);
    });
    isNew ||= upsertedCount > 0;
  }
  return { isNew };
}
