import { StripeImport } from "../../../models/stripe-import.ts";
import type { StripeImportRecord } from "../../../models/stripe-import.ts";
import { longestLease } from "../../leases/take-lease.ts";
import { unseal } from "../../shared/seal.ts";
import { textOf } from "../stripe-object.ts";
import { IMPORT_STEPS } from "./import-steps.ts";
import { MAX_WAIT_MS, readStripePage } from "./read-stripe-page.ts";
import type { StripePage } from "./read-stripe-page.ts";
import { recordStripePage } from "./record-stripe-page.ts";

export const keySealing = (websiteId: string, appSecret: string) => ({ appSecret, purpose: "stripe-import-key", boundTo: websiteId });

const PAGE = 50;
const LEASE_MS = 120_000;

/**
 * Goes on with a website's import until it is done, refused or has to wait. One server at a time, page by page: the place is kept after each
 * page, and a page that is read twice changes nothing, so that a crash costs one page.
 */
export async function runStripeImport(options: { websiteId: string; appSecret: string; now: () => Date; stopped: () => boolean }): Promise<void> {
  while (!options.stopped() && (await doNextPage(options)));
}

async function doNextPage({ websiteId, appSecret, now }: Parameters<typeof runStripeImport>[0]): Promise<boolean> {
  const at = now();
  const free = { $or: [{ leaseUntil: { $lte: at } }, { leaseUntil: { $gt: longestLease(at, LEASE_MS) } }] };
  const state = await StripeImport.findOneAndUpdate({ websiteId, $and: [isDue(at), free] }, { $set: { leaseUntil: new Date(at.getTime() + LEASE_MS) } }, { returnDocument: "after" }).lean<StripeImportRecord>();
  if (!state) return false;
  const key = state.sealedKey && unseal(state.sealedKey, keySealing(websiteId, appSecret));
  const step = IMPORT_STEPS[state.step];
  if (!key || !step) {
    await save(state, { status: "failed", problem: "The stored key cannot be read with the present APP_SECRET: give the key again to go on" }, at);
    return false;
  }
  const page = await readStripePage(key, step, { cursor: state.cursor, limit: PAGE });
  if (page.outcome !== "read") {
    await save(state, page.outcome === "refused" ? { status: "failed", problem: page.reason } : { problem: page.reason, nextAttemptAt: new Date(now().getTime() + page.waitMs) }, now());
    return false;
  }
  try {
    return await recordAndMoveOn(state, page, now());
  } catch (error) {
    // The lease ends now, so that the next attempt need not wait for it.
    await save(state, { nextAttemptAt: new Date(now().getTime() + 30_000), problem: "The database did not take a page; it is read again" }, now());
    throw error;
  }
}

async function recordAndMoveOn(state: StripeImportRecord, page: Extract<StripePage, { outcome: "read" }>, now: Date): Promise<boolean> {
  const step = IMPORT_STEPS[state.step] as (typeof IMPORT_STEPS)[number];
  const foreign = await recordStripePage({ websiteId: state.websiteId, step, objects: page.objects, livemode: state.livemode, now });
  const last = textOf(page.objects.at(-1)?.["id"]);
  const more = page.hasMore && last !== null;
  const done = !more && state.step === IMPORT_STEPS.length - 1;
  await save(
    state,
    {
      read: { ...state.read, [step.name]: (state.read[step.name] ?? 0) + page.objects.length },
      foreign: state.foreign + foreign,
      problem: null,
      nextAttemptAt: now,
      ...(more ? { cursor: last } : { step: state.step + (done ? 0 : 1), cursor: null }),
      ...(done ? { status: "done" as const, finishedAt: now, sealedKey: null } : {}),
    },
    now,
  );
  return !done;
}

/** Keeps where it is and lets go; when somebody began anew meanwhile, the new beginning stands. */
async function save(state: StripeImportRecord, changes: Partial<StripeImportRecord>, now: Date): Promise<void> {
  await StripeImport.updateOne({ websiteId: state.websiteId, leaseUntil: state.leaseUntil }, { $set: { ...changes, leaseUntil: now } });
}

/** A pause longer than any, like a lease longer than any, was written before the clock was set back. */
function isDue(now: Date) {
  return { status: "running" as const, $or: [{ nextAttemptAt: { $lte: now } }, { nextAttemptAt: { $gt: new Date(now.getTime() + 2 * MAX_WAIT_MS) } }] };
}

/** Websites whose import has to be gone on with: after a restart, or after a pause that Stripe asked for. */
export async function findDueImports(now: Date): Promise<string[]> {
  const due = await StripeImport.find(isDue(now)).select({ websiteId: 1 }).lean<StripeImportRecord[]>();
  return due.map(({ websiteId }) => websiteId);
}
