import { Identity } from "../../models/identity.ts";
import type { IdentityRecord } from "../../models/identity.ts";

/** The ids of the visitors that are tied to a person. */
export async function findVisitors(websiteId: string, kind: IdentityRecord["kind"], value: string): Promise<string[]> {
  const ties = await Identity.find({ websiteId, kind, value }).select({ visitorId: 1 }).lean<IdentityRecord[]>();
  return ties.map(({ visitorId }) => visitorId);
}
