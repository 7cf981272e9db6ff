import { ApiKey } from "../../models/api-key.ts";
import { hashToken, newId, newToken } from "../shared/ids.ts";

/** Makes a website's key. The key itself is told this once; it holds the website's id, so that it is found within its tenant. */
export async function createApiKey(options: { websiteId: string; name: string; now: Date }): Promise<{ keyId: string; key: string }> {
  const keyId = newId("key");
  const key = `pmk_${options.websiteId.replace(/^web_/, "")}_${newToken()}`;
  await ApiKey.create({ websiteId: options.websiteId, keyId, keyHash: hashToken(key), name: options.name, lastFour: key.slice(-4), createdAt: options.now });
  return { keyId, key };
}
