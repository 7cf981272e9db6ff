import { relinkAfterIdentify, relinkWaitingPayments } from "./attribution/relink-payments.ts";
import { createMailer } from "./digest/mailer.ts";
import { sendDueDigests } from "./digest/send-due-digests.ts";
import { createDimensionBounds } from "./ingestion/bound-dimensions.ts";
import { createHitRecorder } from "./ingestion/hit-recorder.ts";
import { PUBLIC_WEB } from "./setup/site-check/address-policy.ts";
import { createServerLife } from "./leases/server-life.ts";
import { takeLease } from "./leases/take-lease.ts";
import { mendSessions } from "./ingestion/mend-sessions.ts";
import { markUnmarkedPayments } from "./ledger/mark-unmarked-payments.ts";
import { newToken } from "./shared/ids.ts";
import { isBusy } from "./shared/is-busy.ts";
import { repeatWork } from "./shared/repeat-work.ts";
import { createEventStore } from "./stripe-events/event-store.ts";
import { watchColumns, watchQueues } from "./shared/meters.ts";
import { createRateLimits } from "./limits/rate-limits.ts";
import { findDueImports, runStripeImport } from "./stripe-events/import/run-stripe-import.ts";
import { processStripeEvent } from "./stripe-events/process-stripe-event.ts";
import { applyRetention } from "./privacy/apply-retention.ts";
import { createStripeEventProcessor } from "./stripe-events/stripe-event-processor.ts";
import { keepAllTodaysColumns } from "./read-model/keep-todays-columns.ts";
import { sealAllPastDays } from "./read-model/seal-past-days.ts";
import { settleMarks, trustOneClock } from "./read-model/mark-changed.ts";
import { boundColumns, heldBytes, settleColumns } from "./read-model/website-state.ts";
import { purgeDeletedWebsites } from "./websites/purge-deleted-websites.ts";
import type { Config } from "./config/read-config.ts";
import type { FetchPolicy } from "./setup/site-check/address-policy.ts";
import type { Logger } from "./shared/logger.ts";
import type { TrpcDeps } from "./trpc/context.ts";

const RELINK_MS = 60_000;
const SWEEP_LEASE_MS = 15_000;
const IMPORT_MS = 10_000;
const DIGEST_MS = 5 * 60_000;
const PURGE_MS = 3_600_000;
const SEAL_MS = 10 * 60_000;
const SEAL_FIRST_MS = 60_000;
const KEEP_TODAY_MS = 60_000;
/** Hits that wait to be written: the database has enough to do. */
const MANY_WAITING = 200;

export type Services = ReturnType<typeof createServices>;

/**
 * What lives as long as the process and the routes share: the recorder, the processor, the sweeps. The database must be connected, and the secret
 * of personal data set; `alone` says that no other server can be on it, `together` that it is
 * the embedded engine, which takes writes to several collections in one commit.
 */
export function createServices(options: { config: Config; appSecret: string; appUrl: string; logger: Logger; trackerScriptPath: string; sitePolicy?: FetchPolicy; alone?: boolean; together?: boolean; now?: () => Date }) {
  const { config, appSecret, appUrl, logger } = options;
  const now = options.now ?? (() => new Date());
  if (config.reportMemoryMb) boundColumns(config.reportMemoryMb);
  if (options.alone) trustOneClock();
  const bounds = createDimensionBounds({ now, logger });
  const rateLimits = createRateLimits({ now, logger });
  const recorder = createHitRecorder({ bounds, together: options.together ?? false });
  const eventStore = createEventStore();
  const serverId = newToken().slice(0, 16);
  const mendAfter = async (dead: { lastAliveAt: Date }): Promise<void> => {
    const [sessions, payments] = [await mendSessions(dead), await markUnmarkedPayments(dead)];
    logger.warn({ ...sessions, ...payments, ...dead }, "another server died: its last sessions were counted anew, and the reports told of its last payments");
  };
  const life = createServerLife({ serverId, alone: options.alone ?? false, now, logger, onDead: mendAfter });
  const maySweep = (what: string, forMs: number) => takeLease({ name: `sweep:${what}`, owner: serverId, forMs, now: now() });
  const processor = createStripeEventProcessor({ logger, now, sweepers: { serverId, others: life.others, maySweep: () => maySweep("stripe-events", SWEEP_LEASE_MS) }, receiving: () => eventStore.waitingBytes() + eventStore.waitingDeliveries() > 0 });
  const relink = async () => {
    if (await maySweep("relink", 2 * RELINK_MS)) await relinkWaitingPayments(now());
  };
  const mailer = config.mail ? createMailer(config.mail) : null;
  const purge = async () => {
    if (await maySweep("purge", 2 * PURGE_MS)) await purgeDeletedWebsites(now());
    if (await maySweep("retention", 2 * PURGE_MS)) await applyRetention(now());
  };
  let stopped = false;
  const seal = async () => {
    if (await maySweep("seal", 2 * SEAL_MS)) await sealAllPastDays({ now: now(), stopped: () => stopped });
  };
  const keepToday = async () => {
    if ((await isBusy()) || recorder.depth() > MANY_WAITING || stopped) return;
    if (await maySweep("todays-columns", 2 * KEEP_TODAY_MS)) await keepAllTodaysColumns({ now: now(), stopped: () => stopped });
  };
  const importing = new Set<Promise<void>>();
  const continueStripeImport = (websiteId: string): void => {
    const work: Promise<void> = runStripeImport({ websiteId, appSecret, now, stopped: () => stopped })
      .catch((error: unknown) => logger.error({ err: error, websiteId }, "an import of past payments could not go on; it is tried again"))
      .finally(() => importing.delete(work));
    importing.add(work);
  };
  const importDue = async () => (await findDueImports(now())).forEach(continueStripeImport);
  const trpc: TrpcDeps = {
    continueStripeImport,
    mailConfigured: mailer !== null,
    appSecret,
    appUrl,
    localUrl: appUrl,
    sharedSecrets: config.stripeWebhookSecrets,
    sitePolicy: options.sitePolicy ?? PUBLIC_WEB,
    rateLimits,
    logger,
    now,
    processStripeEvent: (ref) => processStripeEvent(ref, now()),
  };
  const logFailure = (message: string) => (error: unknown) => logger.error({ err: error }, message);
  const sweeps = [
    repeatWork({ everyMs: RELINK_MS, work: relink, onError: logFailure("looking for claimed visitors failed") }),
    repeatWork({ everyMs: PURGE_MS, work: purge, onError: logFailure("deleting what is kept no longer failed") }),
    repeatWork({ everyMs: SEAL_MS, firstMs: SEAL_FIRST_MS, work: seal, onError: logFailure("making the columns of past days failed; they are made when they are asked for") }),
    repeatWork({ everyMs: KEEP_TODAY_MS, work: keepToday, onError: logFailure("making today's columns failed; they are made when they are asked for") }),
    repeatWork({ everyMs: IMPORT_MS, work: importDue, onError: logFailure("looking for imports failed") }),
    ...(mailer ? [repeatWork({ everyMs: DIGEST_MS, work: () => sendDueDigests({ mailer, appUrl: trpc.appUrl, appSecret, logger }, now()), onError: logFailure("sending weekly e-mails failed") })] : []),
  ];
  watchQueues({ hits: recorder.depth, webhook_bytes: eventStore.waitingBytes, deliveries: eventStore.waitingDeliveries, processing: processor.depth });
  watchColumns(heldBytes);
  return {
    config,
    appSecret,
    logger,
    now,
    recorder,
    rateLimits,
    eventStore,
    serverId,
    life,
    processor,
    trpc,
    sharedSecrets: config.stripeWebhookSecrets,
    sharedLemonSqueezySecrets: config.lemonSqueezyWebhookSecrets,
    trustHeaders: config.trustProxy !== false,
    trackerScriptPath: options.trackerScriptPath,
    onIdentified: ({ websiteId, email, isNew }: { websiteId: string; email: string | null; isNew: boolean }) => relinkAfterIdentify({ websiteId, email, isNew, now: now() }),
    /** Ends all of it; resolves when nothing asks the database any more. */
    stop: async () => {
      stopped = true;
      // What was received first; what looks after itself may take longer than there is time.
      const swept = sweeps.map((sweep) => sweep.stop());
      await recorder.stop();
      await rateLimits.stop();
      await bounds.stop();
      await eventStore.drain();
      await processor.stop();
      await Promise.all(swept);
      await Promise.all(importing);
      mailer?.close();
      await life.stop({ died: !(await settleMarks()) });
      await settleColumns();
    },
  };
}
