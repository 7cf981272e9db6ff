import { ApiKey } from "../../models/api-key.ts";
import type { ApiKeyRecord } from "../../models/api-key.ts";
import { hashToken } from "../shared/ids.ts";

/** Whose key an `Authorization: Bearer …` header holds; null when it is missing, unknown or revoked. */
export async function authenticateApiKey(header: string | undefined, now: Date): Promise<{ websiteId: string; keyId: string } | null> {
  const key = /^Bearer\s+(pmk_([a-z0-9]{1,64})_[A-Za-z0-9_-]{20,100})$/i.exec(header?.trim() ?? "");
  if (!key) return null;
  const found = await ApiKey.findOne({ websiteId: `web_${key[2]}`, keyHash: hashToken(key[1] as string), revokedAt: null }).lean<ApiKeyRecord>();
  if (!found) return null;
  if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > 60_000) {
    await ApiKey.updateOne({ websiteId: found.websiteId, keyHash: found.keyHash }, { $set: { lastUsedAt: now } });
  }
  return { websiteId: found.websiteId, keyId: found.keyId };
}
