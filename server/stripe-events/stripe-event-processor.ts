import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import type { Logger } from "../shared/logger.ts";
import { processStripeEvent } from "./process-stripe-event.ts";
import type { EventRef } from "./receive-stripe-event.ts";

const CONCURRENCY = 4;
const SWEEP_MS = 5_000;

export type StripeEventProcessor = { schedule(ref: EventRef): void; sweep(): Promise<void>; idle(): Promise<void>; stop(): Promise<void> };

/** Processes stored events outside the requests, a few at a time, and sweeps for what failed or was left by a crash. */
export function createStripeEventProcessor(deps: { logger: Logger; now: () => Date }): StripeEventProcessor {
  const queue: EventRef[] = [];
  const running = new Set<Promise<void>>();
  let stopped = false;

  function pump(): void {
    while (!stopped && running.size < CONCURRENCY && queue.length > 0) {
      const ref = queue.shift() as EventRef;
      const task: Promise<void> = processStripeEvent(ref, deps.now())
        // The event is stored and stays due: the sweep takes it up again.
        .catch((error: unknown) => deps.logger.error({ err: error, eventId: ref.eventId }, "a Stripe event could not be processed"))
        .finally(() => {
          running.delete(task);
          pump();
        });
      running.add(task);
    }
  }

  async function sweep(): Promise<void> {
    const websites = await Website.find({}).select({ _id: 1 }).lean<WebsiteRecord[]>();
    for (const websiteId of [UNCLAIMED, ...websites.map(({ _id }) => _id)]) {
      // A moment's grace: what came just now is already in the queue.
      const due = { $lte: new Date(deps.now().getTime() - SWEEP_MS) };
      const events = await StripeEvent.find({ websiteId, status: { $in: ["pending", "failed"] }, nextAttemptAt: due }).limit(200).select({ eventId: 1 }).lean<StripeEventRecord[]>();
      for (const { eventId } of events) queue.push({ websiteId, eventId });
    }
    pump();
  }

  const timer = setInterval(() => void sweep().catch((error: unknown) => deps.logger.error({ err: error }, "the sweep for Stripe events failed")), SWEEP_MS);
  return {
    schedule: (ref) => {
      queue.push(ref);
      pump();
    },
    sweep,
    idle: async () => {
      while (running.size > 0 || queue.length > 0) await Promise.race([...running, new Promise((resolve) => setTimeout(resolve, 5))]);
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await Promise.all(running);
    },
  };
}
