import { Identity } from "../../models/identity.ts";
import type { IdentityRecord } from "../../models/identity.ts";

/** Ties what is known of a person to a visitor. Repeats and any order give the same set of ties. */
export async function recordIdentity(options: {
  websiteId: string;
  visitorId: string;
  ties: { kind: IdentityRecord["kind"]; value: string }[];
  name: string | null;
  at: Date;
}): Promise<void> {
  for (const { kind, value } of options.ties) {
    const filter = { websiteId: options.websiteId, kind, value, visitorId: options.visitorId };
    const update = { $min: { firstAt: options.at }, $max: { lastAt: options.at }, ...(options.name ? { $set: { name: options.name } } : {}) };
    await Identity.updateOne(filter, update, { upsert: true }).catch(async (error: { code?: number }) => {
      if (error.code !== 11_000) throw error;
      await Identity.updateOne(filter, update);
    });
  }
}
