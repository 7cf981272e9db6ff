import { Counter, Gauge, Histogram, register } from "prom-client";

/** What an operator watches; `/metrics` tells it. One process, one set of meters. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export const hitsAccepted = new Counter({ name: "postmetric_hits_accepted_total", help: "Hits acknowledged after their durable write" });
export const hitsDropped = new Counter({ name: "postmetric_hits_dropped_total", help: "Hits dropped for good, by reason", labelNames: ["reason"] as const });
export const hitsRefused = new Counter({ name: "postmetric_hits_refused_total", help: "Hits that were not taken and may be sent again, by reason", labelNames: ["reason"] as const });
export const webhooks = new Counter({ name: "postmetric_webhooks_total", help: "Deliveries of payment providers, by provider and outcome", labelNames: ["provider", "outcome"] as const });
export const commitSeconds = new Histogram({ name: "postmetric_commit_seconds", help: "Time of one group commit, by what it writes", labelNames: ["what"] as const, buckets: SECONDS });
export const reportSeconds = new Histogram({ name: "postmetric_report_seconds", help: "Time of one report, by its procedure or its address in the API", labelNames: ["what"] as const, buckets: SECONDS });

const queueDepth = new Gauge({ name: "postmetric_queue_depth", help: "What waits or is being written, by queue", labelNames: ["queue"] as const });

/** Shows the queues' depths as they are when asked. */
export function watchQueues(queues: Record<string, () => number>): void {
  const collect = () => {
    for (const [queue, depth] of Object.entries(queues)) queueDepth.set({ queue }, depth());
  };
  queueDepth.reset();
  Object.assign(queueDepth, { collect });
}

const columnBytes = new Gauge({ name: "postmetric_report_columns_bytes", help: "Memory of the reports' columns, which REPORT_MEMORY_MB bounds" });

/** Shows what the columns take when asked. */
export function watchColumns(bytes: () => number): void {
  Object.assign(columnBytes, { collect: () => columnBytes.set(bytes()) });
}

export { register };
