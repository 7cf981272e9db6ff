import { ApiKey } from "../../models/api-key.ts";

/** Takes a key out of force at once. */
export async function revokeApiKey(options: { websiteId: string; keyId: string; now: Date }): Promise<void> {
  await ApiKey.updateOne({ websiteId: options.websiteId, keyId: options.keyId }, { $set: { revokedAt: options.now } });
}
