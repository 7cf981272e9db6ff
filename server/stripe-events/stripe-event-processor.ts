import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import type { Logger } from "../shared/logger.ts";
import { repeatWork } from "../shared/repeat-work.ts";
import { MAX_PAUSE_MS } from "./process-stripe-event.ts";
import { processStripeEvents } from "./process-stripe-events.ts";
import type { EventRef } from "./receive-stripe-event.ts";

const CONCURRENCY = 2;
/** A batch holds the event loop up to a millisecond an event, and pages wait for each: more at once make little more a second. Fewer still while deliveries come in. */
const MAX_BATCH = 40;
const MAX_BATCH_RECEIVING = 25;
const SWEEP_MS = 5_000;
/** What came just now is already in the queue. */
const GRACE_MS = 5_000;
const SWEEP_EVENTS = 5_000;
/** Of a website that has as many in the queue the sweep would find little but those, and nothing of the others. */
const MUCH_WAITING = 1_000;
/** What comes for a website of which so many wait is left to the sweeps: it is stored, and each place in the queue takes memory. */
const MAX_WAITING_OF_WEBSITE = 20_000;
const WEBSITES_A_QUERY = 500;
/** How long a batch lets deliveries go first, and how often it looks whether they are through. */
const YIELD_MS = 500;
const LOOK_MS = 10;

export type StripeEventProcessor = {
  schedule(ref: EventRef): void;
  sweep(): Promise<void>;
  /** Events that wait or are being processed. */
  depth(): number;
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/** Which other servers live, and whether this one may sweep for all (one does at a time). */
export type Sweepers = { serverId: string; others(): Promise<string[]>; maySweep(): Promise<boolean> };

/**
 * Processes stored events outside the requests, a few at a time, and sweeps for what failed or was left by a server that died. The queue is
 * only a shortcut: what counts is in the database. While deliveries wait to be stored (`receiving`), processing lets them go first: their senders wait
 * for an answer.
 */
export function createStripeEventProcessor(deps: { logger: Logger; now: () => Date; sweepers: Sweepers; receiving?: () => boolean }): StripeEventProcessor {
  const { sweepers } = deps;
  /** By website and event, in the order of arrival; an event that comes again while it waits is one. */
  const queue = new Map<string, Map<string, EventRef>>();
  const running = new Set<Promise<void>>();
  const busy = new Set<string>();
  let waiting = 0;
  let stopped = false;

  function enqueue(ref: EventRef): void {
    const events = queue.get(ref.websiteId) ?? new Map<string, EventRef>();
    if (events.size >= MAX_WAITING_OF_WEBSITE) return;
    if (!events.has(ref.eventId)) waiting += 1;
    queue.set(ref.websiteId, events.set(ref.eventId, ref));
  }

  /** The next events of the website that waits longest; two batches never work on one website, so that events of a payment do not meet. */
  function takeBatch(): { websiteId: string; eventIds: string[] } | null {
    for (const [websiteId, events] of queue) {
      if (busy.has(websiteId)) continue;
      const eventIds = [...events.keys()].slice(0, deps.receiving?.() ? MAX_BATCH_RECEIVING : MAX_BATCH);
      for (const eventId of eventIds) events.delete(eventId);
      waiting -= eventIds.length;
      queue.delete(websiteId);
      if (events.size > 0) queue.set(websiteId, events);
      return { websiteId, eventIds };
    }
    return null;
  }

  function pump(): void {
    while (!stopped && running.size < CONCURRENCY) {
      const batch = takeBatch();
      if (!batch) return;
      busy.add(batch.websiteId);
      const task: Promise<void> = processStripeEvents(batch.websiteId, batch.eventIds, deps.now())
        // The events are stored and stay due: the sweep takes them up again.
        .catch((error: unknown) => deps.logger.error({ err: error, websiteId: batch.websiteId }, "Stripe events could not be processed"))
        .then(letOthersFirst)
        .finally(() => {
          running.delete(task);
          busy.delete(batch.websiteId);
          pump();
        });
      running.add(task);
    }
  }

  /** What waits for the event loop goes before the next batch, and so do deliveries, for a while. */
  async function letOthersFirst(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    for (let waited = 0; waited < YIELD_MS && !stopped && deps.receiving?.(); waited += LOOK_MS) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }

  /** Due events: this server's own, and, when it sweeps for all, what failed and what no living server has in its queue. */
  async function sweep(): Promise<void> {
    const { serverId } = sweepers;
    const now = deps.now();
    const own = { worker: serverId, $or: [{ status: "failed" as const }, { nextAttemptAt: { $lte: new Date(now.getTime() - GRACE_MS) } }] };
    const ours = (await sweepers.maySweep()) ? { $or: [{ status: "failed" as const }, { worker: { $nin: [serverId, ...(await sweepers.others())] } }, own] } : own;
    const due = [
      { status: { $in: ["pending" as const, "failed" as const] }, nextAttemptAt: { $lte: now } },
      // Of before the clock was set back: nothing comes in the future, and no pause is that long.
      { status: "pending" as const, nextAttemptAt: { $gt: now } },
      { status: "failed" as const, nextAttemptAt: { $gt: new Date(now.getTime() + 2 * MAX_PAUSE_MS) } },
    ];
    const websites = await Website.find({}).select({ _id: 1 }).lean<Pick<WebsiteRecord, "_id">[]>();
    const ids = [UNCLAIMED, ...websites.map(({ _id }) => _id)].filter((websiteId) => (queue.get(websiteId)?.size ?? 0) < MUCH_WAITING);
    for (let start = 0; start < ids.length; start += WEBSITES_A_QUERY) {
      const websiteId = { $in: ids.slice(start, start + WEBSITES_A_QUERY) };
      for (const when of due) {
        const events = await StripeEvent.find({ websiteId, ...when, ...ours })
          .limit(SWEEP_EVENTS)
          .select({ _id: 0, websiteId: 1, eventId: 1 })
          .lean<Pick<StripeEventRecord, "websiteId" | "eventId">[]>();
        for (const ref of events) enqueue(ref);
      }
    }
    pump();
  }

  const depth = () => waiting + running.size;
  const sweeping = repeatWork({
    everyMs: SWEEP_MS,
    work: sweep,
    onError: (error) => deps.logger.error({ err: error }, "the sweep for Stripe events failed"),
  });
  return {
    schedule: (ref) => {
      enqueue(ref);
      pump();
    },
    sweep,
    depth,
    idle: async () => {
      while (running.size > 0 || queue.size > 0) await Promise.race([...running, new Promise((resolve) => setTimeout(resolve, 5))]);
    },
    stop: async () => {
      stopped = true;
      await sweeping.stop();
      await Promise.all(running);
    },
  };
}
