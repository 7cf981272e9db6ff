import { DailySalt } from "../../models/daily-salt.ts";
import type { DailySaltRecord } from "../../models/daily-salt.ts";
import { newToken, shortHash } from "../shared/ids.ts";

export type DerivedIds = { visitorId: string; sessionId: string };

const DAY_MS = 24 * 3_600_000;
let known: { day: string; salt: Promise<string> } | null = null;

/**
 * The ids of a visitor without cookies: a hash of the day's salt, the website, the address and the User-Agent. The same all day on every server,
 * another one tomorrow and on another website; the address itself is not kept.
 */
export async function deriveVisitor(options: { websiteId: string; ip: string | undefined; userAgent: string; now: Date }): Promise<DerivedIds> {
  const { websiteId, ip, userAgent, now } = options;
  const day = now.toISOString().slice(0, 10);
  if (known?.day !== day) known = { day, salt: readSalt(day) };
  try {
    const salt = await known.salt;
    return { visitorId: `c-${shortHash(30, salt, "visitor", websiteId, ip ?? "", userAgent)}`, sessionId: `c-${shortHash(30, salt, "session", websiteId, ip ?? "", userAgent)}` };
  } catch (error) {
    known = null;
    throw error;
  }
}

/** The day's salt, made by the first server that asks; those of earlier days go at once. */
async function readSalt(day: string): Promise<string> {
  await DailySalt.deleteMany({ _id: { $lt: day } });
  const expiresAt = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS);
  for (;;) {
    try {
      const found = await DailySalt.findOneAndUpdate({ _id: day }, { $setOnInsert: { salt: newToken(), expiresAt } }, { upsert: true, returnDocument: "after" }).lean<DailySaltRecord>();
      if (found) return found.salt;
    } catch (error) {
      // Another server made it at the same moment: it is there at the second look.
      if ((error as { code?: number }).code !== 11_000) throw error;
    }
  }
}
