import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { Website } from "../../models/website.ts";
import { AppError } from "../shared/app-error.ts";
import { newId } from "../shared/ids.ts";
import { forgetWebsite } from "./find-website.ts";
import type { WebsiteRecord } from "../../models/website.ts";

const MAX_SECRETS = 10;

function encryptionKey(appSecret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", appSecret, "", "stripe-secrets", 32));
}

/** AES-256-GCM, bound to the website: a record copied to another website does not open. */
function encryptSecret(secret: string, websiteId: string, appSecret: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", encryptionKey(appSecret), iv).setAAD(Buffer.from(websiteId));
  const body = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64");
}

function decryptSecret(encrypted: string, websiteId: string, appSecret: string): string | null {
  try {
    const bytes = Buffer.from(encrypted, "base64");
    const decipher = createDecipheriv("aes-256-gcm", encryptionKey(appSecret), bytes.subarray(0, 12)).setAAD(Buffer.from(websiteId));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** The website's signing secrets in plain text. Throws `unavailable` when there are some and none opens (another APP_SECRET). */
export function readStripeSecrets(website: WebsiteRecord, appSecret: string): string[] {
  const opened = website.stripeSecrets.map((entry) => decryptSecret(entry.encrypted, website._id, appSecret));
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
  const secret = options.secret.trim();
  if (!/^whsec_[A-Za-z0-9+/=_-]{8,200}$/.test(secret)) {
    throw new AppError("bad_request", "A signing secret begins with whsec_: copy it from the webhook endpoint's page in Stripe");
  }
  const website = await Website.findOne({ _id: options.websiteId, deletedAt: null }).lean<WebsiteRecord>();
  if (!website) throw new AppError("not_found", `There is no website ${options.websiteId}`);
  const same = website.stripeSecrets.find((entry) => decryptSecret(entry.encrypted, website._id, options.appSecret) === secret);
  if (same) return { secretId: same.secretId };
  if (website.stripeSecrets.length >= MAX_SECRETS) {
    throw new AppError("conflict", `A website can have ${MAX_SECRETS} signing secrets: remove one that is no longer used`);
  }
  const secretId = newId("sec");
  const entry = {
    secretId,
    encrypted: encryptSecret(secret, website._id, options.appSecret),
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
