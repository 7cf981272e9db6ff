import { createStripeEventProcessor } from "../../server/stripe-events/stripe-event-processor.ts";
import type { TestApp } from "./start-app.ts";

type Options = { serverId: string; now: () => Date; receiving?: () => boolean };

/** A processor of Stripe events on the app's database, of a server that finds no other alive. */
export function startProcessor(app: TestApp, { serverId, now, ...more }: Options) {
  return createStripeEventProcessor({ logger: app.services.logger, now, sweepers: { serverId, others: () => Promise.resolve([]), maySweep: () => Promise.resolve(true) }, ...more });
}

/** One look of such a server at what is due, and all that follows from it. */
export async function lookOnce(app: TestApp, options: Options): Promise<void> {
  const processor = startProcessor(app, options);
  await processor.sweep();
  await processor.idle();
  await processor.stop();
}
