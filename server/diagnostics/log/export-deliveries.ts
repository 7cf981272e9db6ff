import { readPages } from "../../exports/read-pages.ts";
import { writeCsv } from "../../exports/write-csv.ts";
import { listDeliveries } from "./list-deliveries.ts";
import type { DeliveryQuery } from "./list-deliveries.ts";

const COLUMNS = ["received_at", "website", "endpoint", "type", "event_id", "mode", "result", "says", "payment_id", "attempts", "duration_ms"];
const AT_ONCE = 200;

/** The log of deliveries as the page shows it, newest first. */
export function exportDeliveries(query: Omit<DeliveryQuery, "cursor" | "limit">): AsyncGenerator<string> {
  const pages = readPages({
    read: async (cursor) => {
      const { deliveries, nextCursor } = await listDeliveries({ ...query, limit: AT_ONCE, cursor });
      return { rows: deliveries, nextCursor };
    },
    toRow: (row) => [row.receivedAt, row.websiteName, row.endpoint, row.type, row.eventId, row.livemode === null ? null : row.livemode ? "live" : "test", row.result, row.says, row.paymentId, row.attempts, row.durationMs],
  });
  return writeCsv(COLUMNS, pages);
}
