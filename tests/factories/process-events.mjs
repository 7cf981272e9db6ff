// A process of its own that processes stored events, two workers side by side, each all of them in another order. Says "ready", begins when told.
import { once } from "node:events";
import { register } from "tsx/esm/api";

register();
const [uri, dbName, secret, websiteId, first, ids] = process.argv.slice(2);
const { default: mongoose } = await import("mongoose");
const { setPersonalDataSecret } = await import("../../server/shared/personal-data.ts");
const { processStripeEvent } = await import("../../server/stripe-events/process-stripe-event.ts");
setPersonalDataSecret(secret);
await mongoose.connect(uri, { dbName, autoIndex: false, autoCreate: false });
const eventIds = ids.split(",");
process.stdout.write("ready\n");
await once(process.stdin, "data");
await Promise.all(
  [0, 1].map(async (worker) => {
    const start = ((Number(first) + worker) * 7) % eventIds.length;
    const order = [...eventIds.slice(start), ...eventIds.slice(0, start)];
    for (const eventId of worker === 0 ? order : order.reverse()) await processStripeEvent({ websiteId, eventId }, new Date());
  }),
);
await mongoose.disconnect();
process.exit(0);
