import { ApiKey } from "../../models/api-key.ts";
import type { ApiKeyRecord } from "../../models/api-key.ts";

/** A website's keys that are in force; never the keys themselves. */
export async function listApiKeys(websiteId: string): Promise<Pick<ApiKeyRecord, "keyId" | "name" | "lastFour" | "createdAt" | "lastUsedAt">[]> {
  const keys = await ApiKey.find({ websiteId, revokedAt: null }).sort({ createdAt: 1 }).lean<ApiKeyRecord[]>();
  return keys.map(({ keyId, name, lastFour, createdAt, lastUsedAt }) => ({ keyId, name, lastFour, createdAt, lastUsedAt }));
}
