import { relinkAfterIdentify, relinkWaitingPayments } from "./attribution/relink-payments.ts";
import { createMailer } from "./digest/mailer.ts";
import { sendDueDigests } from "./digest/send-due-digests.ts";
import { createHitRecorder } from "./ingestion/hit-recorder.ts";
import { PUBLIC_WEB } from "./setup/site-check/address-policy.ts";
import { processStripeEvent } from "./stripe-events/process-stripe-event.ts";
import { createStripeEventProcessor } from "./stripe-events/stripe-event-processor.ts";
import { setPersonalDataSecret } from "./shared/personal-data.ts";
import { purgeDeletedWebsites } from "./websites/purge-deleted-websites.ts";
import type { Config } from "./config/read-config.ts";
import type { FetchPolicy } from "./setup/site-check/address-policy.ts";
import type { Logger } from "./shared/logger.ts";
import type { TrpcDeps } from "./trpc/context.ts";

const RELINK_MS = 60_000;
const DIGEST_MS = 5 * 60_000;
const PURGE_MS = 3_600_000;

export type Services = ReturnType<typeof createServices>;

/** What lives as long as the process and the routes share: the recorder, the processor, the sweeps. The database must be connected. */
export function createServices(options: { config: Config; appSecret: string; appUrl: string; logger: Logger; trackerScriptPath: string; sitePolicy?: FetchPolicy; now?: () => Date }) {
  const { config, appSecret, appUrl, logger } = options;
  const now = options.now ?? (() => new Date());
  setPersonalDataSecret(appSecret);
  const recorder = createHitRecorder();
  const processor = createStripeEventProcessor({ logger, now });
  const relinking = setInterval(() => void relinkWaitingPayments(now()).catch((error: unknown) => logger.error({ err: error }, "looking for claimed visitors failed")), RELINK_MS);
  const mailer = config.mail ? createMailer(config.mail) : null;
  const purging = setInterval(() => void purgeDeletedWebsites(now()).catch((error: unknown) => logger.error({ err: error }, "taking deleted websites away failed")), PURGE_MS);
  const trpc: TrpcDeps = {
    mailConfigured: mailer !== null,
    appSecret,
    appUrl,
    localUrl: appUrl,
    sharedSecrets: config.stripeWebhookSecrets,
    sitePolicy: options.sitePolicy ?? PUBLIC_WEB,
    logger,
    now,
    processStripeEvent: (ref) => processStripeEvent(ref, now()),
  };
  const digests = mailer && setInterval(() => void sendDueDigests({ mailer, appUrl: trpc.appUrl, appSecret, logger }, now()).catch((error: unknown) => logger.error({ err: error }, "sending weekly e-mails failed")), DIGEST_MS);
  return {
    config,
    appSecret,
    logger,
    now,
    recorder,
    processor,
    trpc,
    sharedSecrets: config.stripeWebhookSecrets,
    trustHeaders: config.trustProxy !== false,
    trackerScriptPath: options.trackerScriptPath,
    onIdentified: ({ websiteId, email, isNew }: { websiteId: string; email: string | null; isNew: boolean }) => relinkAfterIdentify({ websiteId, email, isNew, now: now() }),
    stop: async () => {
      clearInterval(relinking);
      if (digests) clearInterval(digests);
      mailer?.close();
      clearInterval(purging);
      await recorder.stop();
      await processor.stop();
    },
  };
}
