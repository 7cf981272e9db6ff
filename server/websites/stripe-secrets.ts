import { Website } from "../../models/website.ts";
import { AppError } from "../shared/app-error.ts";
import { newId } from "../shared/ids.ts";
import { seal, unseal } from "../shared/seal.ts";
import { forgetWebsite } from "./find-website.ts";
import { readSigningSecret } from "./read-signing-secret.ts";
import type { WebsiteRecord } from "../../models/website.ts";

const MAX_SECRETS = 10;

const sealing = (websiteId: string, appSecret: string) => ({ appSecret, purpose: "stripe-secrets", boundTo: websiteId });

/** The website's signing secrets in plain text. Throws `unavailable` when there are some and none opens (another APP_SECRET). */
export function readStripeSecrets(website: WebsiteRecord, appSecret: string): string[] {
  const opened = website.stripeSecrets.map((entry) => unseal(entry.encrypted, sealing(website._id, appSecret)));
  const readable = opened.filter((secret): secret is string => secret !== null);
  if (opened.length > 0 && readable.length === 0) {
    throw new AppError("unavailable", "The stored signing secrets cannot be read with the present APP_SECRET: restore it, or add the secret again");
  }
  return readable;
}

/** Adds a signing secret beside those there are, so that it can be rotated with nothing lost. */
export async function addStripeSecret(options: {
  websiteId: string;
  secret: string;
  appSecret: string;
  now: Date;
}): Promise<{ secretId: string }> {
  const read = readSigningSecret(options.secret);
  if (!read.ok) throw new AppError("bad_request", read.message, "secret");
  const { secret } = read;
  const website = await Website.findOne({ _id: options.websiteId, deletedAt: null }).lean<WebsiteRecord>();
  if (!website) throw new AppError("not_found", `There is no website ${options.websiteId}`);
  const same = website.stripeSecrets.find((entry) => unseal(entry.encrypted, sealing(website._id, options.appSecret)) === secret);
  if (same) return { secretId: same.secretId };
  if (website.stripeSecrets.length >= MAX_SECRETS) {
    throw new AppError("conflict", `A website can have ${MAX_SECRETS} signing secrets: remove one that is no longer used`);
  }
  const secretId = newId("sec");
  const entry = {
    secretId,
    encrypted: seal(secret, sealing(website._id, options.appSecret)),
    lastFour: secret.slice(-4),
    addedAt: options.now,
  };
  await Website.updateOne({ _id: website._id }, { $push: { stripeSecrets: entry } });
  forgetWebsite(website._id);
  return { secretId };
}

/** Takes a signing secret away; deliveries signed with it are refused from then on. */
export async function removeStripeSecret(options: { websiteId: string; secretId: string }): Promise<void> {
  await Website.updateOne({ _id: options.websiteId }, { $pull: { stripeSecrets: { secretId: options.secretId } } });
  forgetWebsite(options.websiteId);
}
