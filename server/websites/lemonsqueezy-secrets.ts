import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { AppError } from "../shared/app-error.ts";
import { newId } from "../shared/ids.ts";
import { seal, unseal } from "../shared/seal.ts";
import { forgetWebsite } from "./find-website.ts";

const MAX_SECRETS = 10;

const sealing = (websiteId: string, appSecret: string) => ({ appSecret, purpose: "lemonsqueezy-secrets", boundTo: websiteId });

/** The website's Lemon Squeezy signing secrets in plain text. Throws `unavailable` when there are some and none opens (another APP_SECRET). */
export function readLemonSqueezySecrets(website: WebsiteRecord, appSecret: string): string[] {
  const entries = website.lemonSqueezySecrets ?? [];
  const readable = entries.map(({ encrypted }) => unseal(encrypted, sealing(website._id, appSecret))).filter((secret) => secret !== null);
  if (entries.length > 0 && readable.length === 0) {
    throw new AppError("unavailable", "The stored signing secrets cannot be read with the present APP_SECRET: restore it, or add the secret again");
  }
  return readable;
}

/** Adds a signing secret beside those there are, so that it can be rotated with nothing lost. */
export async function addLemonSqueezySecret(options: { websiteId: string; secret: string; appSecret: string; now: Date }): Promise<{ secretId: string }> {
  const secret = options.secret.trim();
  if (!/^[\x21-\x7e]{6,100}$/.test(secret)) throw new AppError("bad_request", "A signing secret has 6 to 100 characters without spaces: it is the one that you gave the webhook in Lemon Squeezy");
  const website = await Website.findOne({ _id: options.websiteId, deletedAt: null }).lean<WebsiteRecord>();
  if (!website) throw new AppError("not_found", `There is no website ${options.websiteId}`);
  const entries = website.lemonSqueezySecrets ?? [];
  const same = entries.find(({ encrypted }) => unseal(encrypted, sealing(website._id, options.appSecret)) === secret);
  if (same) return { secretId: same.secretId };
  if (entries.length >= MAX_SECRETS) throw new AppError("conflict", `A website can have ${MAX_SECRETS} signing secrets: remove one that is no longer used`);
  const entry = { secretId: newId("sec"), encrypted: seal(secret, sealing(website._id, options.appSecret)), lastFour: secret.slice(-4), addedAt: options.now };
  await Website.updateOne({ _id: website._id }, { $push: { lemonSqueezySecrets: entry } });
  forgetWebsite(website._id);
  return { secretId: entry.secretId };
}

/** Takes a signing secret away; deliveries signed with it are refused from then on. */
export async function removeLemonSqueezySecret(options: { websiteId: string; secretId: string }): Promise<void> {
  await Website.updateOne({ _id: options.websiteId }, { $pull: { lemonSqueezySecrets: { secretId: options.secretId } } });
  forgetWebsite(options.websiteId);
}
