import { StripeEvent } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { WebhookDelivery } from "../../models/webhook-delivery.ts";
import type { WebhookDeliveryRecord } from "../../models/webhook-delivery.ts";
import { createRefusalBound } from "./bound-refusals.ts";
import { createGroupCommit } from "../shared/group-commit.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";
import { isDatabaseAway } from "../shared/is-database-away.ts";

type Delivery = Omit<WebhookDeliveryRecord, "_id">;

export type EventStore = {
  /** Stores an event durably, together with those that come at the same time; false when its id was stored before. */
  addEvent(event: StripeEventRecord): Promise<boolean>;
  /** A line of the log; of a flood of refused ones only the first of each minute. */
  addDelivery(delivery: Delivery): Promise<void>;
  /** Of events that wait or are being written. */
  waitingBytes(): number;
  /** Lines of the log that do. */
  waitingDeliveries(): number;
  drain(): Promise<void>;
};

const MAX_BATCH_BYTES = 8 * 1_048_576;
const MAX_WAITING_BYTES = 64 * 1_048_576;
const MAX_BATCH_DELIVERIES = 1_000;
const MAX_WAITING_DELIVERIES = 20_000;
const GATHER_MS = 2;

/** Group commits of events and of the log's lines. The records go to the driver as they are, since they were built a moment ago. */
export function createEventStore(): EventStore {
  const events = createGroupCommit<StripeEventRecord, boolean>({
    what: "stripe events",
    write: async (batch) => {
      const repeated = await StripeEvent.collection.insertMany(batch.map((event) => ({ ...event })), { ordered: false }).then(() => new Set<number>(), repeatedIndexes);
      return batch.map((_, index) => !repeated.has(index));
    },
    weigh: ({ payload }) => payload.length,
    maxBatch: MAX_BATCH_BYTES,
    gatherMs: GATHER_MS,
    maxWaiting: MAX_WAITING_BYTES,
    isUnavailable: isDatabaseAway,
  });
  const deliveries = createGroupCommit<Delivery, void>({
    what: "deliveries",
    write: async (batch) => {
      await WebhookDelivery.collection.insertMany(batch.map((delivery) => ({ ...delivery })), { ordered: false });
      return batch.map(() => undefined);
    },
    maxBatch: MAX_BATCH_DELIVERIES,
    gatherMs: GATHER_MS,
    maxWaiting: MAX_WAITING_DELIVERIES,
    isUnavailable: isDatabaseAway,
  });
  const boundRefusals = createRefusalBound();
  return {
    addEvent: events.add,
    addDelivery: async (delivery) => {
      const listed = boundRefusals(delivery);
      if (listed) await deliveries.add(listed);
    },
    waitingBytes: events.depth,
    waitingDeliveries: deliveries.depth,
    drain: async () => {
      await events.drain();
      await deliveries.drain();
    },
  };
}
