import { Payment } from "../../../models/payment.ts";
import { StripeImport } from "../../../models/stripe-import.ts";
import type { StripeImportRecord } from "../../../models/stripe-import.ts";
import { AppError } from "../../shared/app-error.ts";
import { seal } from "../../shared/seal.ts";
import { IMPORT_STEPS } from "./import-steps.ts";
import { readStripePage } from "./read-stripe-page.ts";
import { keySealing } from "./run-stripe-import.ts";

/**
 * Begins to import past payments, or goes on where an import with another key stopped. The key is tried on every list first, so that one that
 * lacks a right is refused at once; it is stored sealed, and forgotten when the import is done.
 */
export async function startStripeImport(options: { websiteId: string; key: string; appSecret: string; now: Date }): Promise<void> {
  const { websiteId, now } = options;
  const key = options.key.trim();
  const livemode = await readMode(websiteId, key);
  for (const step of IMPORT_STEPS) {
    const page = await readStripePage(key, step, { cursor: null, limit: 1 });
    if (page.outcome === "refused") throw new AppError("bad_request", page.reason);
    if (page.outcome === "later") throw new AppError("unavailable", `${page.reason}: nothing was started, try again in a minute`);
  }
  const known = await StripeImport.findOne({ websiteId }).lean<StripeImportRecord>();
  const goesOn = known && known.status !== "done" && known.livemode === livemode;
  const beginning = { step: 0, cursor: null, read: {}, foreign: 0, startedAt: now, finishedAt: null };
  const state = { status: "running" as const, sealedKey: seal(key, keySealing(websiteId, options.appSecret)), keyLastFour: key.slice(-4), livemode, problem: null, nextAttemptAt: now, leaseUntil: now };
  await StripeImport.updateOne({ websiteId }, { $set: { ...state, ...(goesOn ? {} : beginning) } }, { upsert: true });
}

/** Throws `bad_request` with what is wrong with a key that is not a restricted one of the right mode. */
async function readMode(websiteId: string, key: string): Promise<boolean> {
  if (key.startsWith("pk_")) throw new AppError("bad_request", "This is a publishable key, which can read nothing: make a restricted key (rk_…) on Stripe's page of keys");
  if (key.startsWith("sk_")) throw new AppError("bad_request", "This is a secret key, which may do anything with your account: make a restricted key (rk_…) that may only read");
  if (key.startsWith("whsec_")) throw new AppError("bad_request", "This is a webhook's signing secret: the import needs a restricted key (rk_…)");
  const mode = /^rk_(live|test)_[A-Za-z0-9]{8,250}$/.exec(key)?.[1];
  if (!mode) throw new AppError("bad_request", "A restricted key begins with rk_live_ or rk_test_: copy it from Stripe's page of keys");
  if (mode === "test" && (await Payment.exists({ websiteId, livemode: true }))) {
    throw new AppError("bad_request", "This key is of test mode, and this website has live payments: give the restricted key of live mode (rk_live_…)");
  }
  return mode === "live";
}
