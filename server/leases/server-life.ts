import { Lease } from "../../models/lease.ts";
import type { Logger } from "../shared/logger.ts";
import { repeatWork } from "../shared/repeat-work.ts";
import { listLeases, longestLease, releaseLease, takeLease } from "./take-lease.ts";

const PREFIX = "server:";
const LIFE_MS = 15_000;
const BEAT_MS = 5_000;
/** After that, no other server can be in the middle of writing something as old as what the dead one left. */
const SETTLE_MS = 45_000;

export type ServerLife = {
  /** Ids of the other servers on this database that live. */
  others(): Promise<string[]>;
  /** Shows that this server lives, and takes over what dead ones left. */
  beat(): Promise<void>;
  /** With `died` the others take it for dead, and look after what it could not finish. */
  stop(options: { died: boolean }): Promise<void>;
};

/**
 * Tells the other servers on the database that this one lives, and takes over from those that died: `onDead` gets the time of the last sign of
 * life of one, by its own clock, once what happened then has settled; it may be called twice for one server, by two others. With `alone` (the embedded
 * engine has one owner) every other is dead, and all is settled as long as this one takes nothing in.
 */
export function createServerLife(deps: { serverId: string; alone: boolean; now: () => Date; logger: Logger; onDead: (dead: { lastAliveAt: Date }) => Promise<void> }): ServerLife {
  const { serverId, alone, now, onDead } = deps;

  // An end too far ahead was written before the clock was set back: nothing is known of that server, and its queue is looked after.
  const lives = (until: Date) => !alone && until > now() && until <= longestLease(now(), LIFE_MS);

  async function beat(): Promise<void> {
    await takeLease({ name: PREFIX + serverId, owner: serverId, forMs: LIFE_MS, now: now() });
    for (const { name, until } of await listLeases(PREFIX)) {
      if (name === PREFIX + serverId || (!alone && until > now())) continue;
      // What it may do alone is free at once, not only when its lease has run out.
      for (const lease of await listLeases("")) if (!lease.name.startsWith(PREFIX)) await releaseLease({ name: lease.name, owner: name.slice(PREFIX.length) });
      if (!alone && until.getTime() + SETTLE_MS > now().getTime()) continue;
      await onDead({ lastAliveAt: new Date(until.getTime() - LIFE_MS) });
      await Lease.deleteOne({ _id: name, until });
    }
  }

  const beating = repeatWork({ everyMs: BEAT_MS, work: beat, onError: (error) => deps.logger.error({ err: error }, "this server could not show that it lives") });
  return {
    others: async () => (await listLeases(PREFIX)).filter(({ name, until }) => name !== PREFIX + serverId && lives(until)).map(({ name }) => name.slice(PREFIX.length)),
    beat,
    stop: async ({ died }) => {
      await beating.stop();
      if (died) return;
      // Without the database it is given up by its time.
      await releaseLease({ name: PREFIX + serverId, owner: serverId }).catch(() => undefined);
    },
  };
}
