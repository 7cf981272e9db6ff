import type { CampaignCostRecord } from "../../models/campaign-cost.ts";
import { CHANNELS, nameSource, readChannel } from "../ingestion/acquisition/channel-rules.ts";
import { shortHash } from "../shared/ids.ts";
import { toMinorUnits } from "../shared/money.ts";

/** A cost as a person or a file gives it: text, the amount in major units. */
export type CostInput = { firstDay: string; lastDay: string; channel: string; source: string; medium: string; campaign: string; amount: string; currency: string };
export type Cost = Omit<CampaignCostRecord, "websiteId" | "updatedAt">;
export type BuiltCost = { ok: true; cost: Cost } | { ok: false; message: string };

const MAX_DAYS = 366;

/**
 * Checks one cost and names its source, medium and channel as visits are named, so that the two meet in reports. A channel that is not given
 * follows from source and medium; money spent without a medium counts as clicks paid for. Pure.
 */
export function buildCost(input: CostInput): BuiltCost {
  const refuse = (message: string): BuiltCost => ({ ok: false, message });
  const firstDay = readDay(input.firstDay);
  const lastDay = input.lastDay.trim() === "" ? firstDay : readDay(input.lastDay);
  if (!firstDay || !lastDay) return refuse("the date must be a day such as 2026-01-31");
  if (lastDay < firstDay) return refuse("the last day is before the first");
  if (listDays(firstDay, lastDay).length > MAX_DAYS) return refuse("a cost covers at most a year");
  for (const name of ["source", "medium", "campaign"] as const) if (input[name].trim().length > 255) return refuse(`${name} has more than 255 characters`);
  const source = input.source.trim() === "" ? null : nameSource(input.source);
  const medium = input.medium.trim().toLowerCase() || null;
  const campaign = input.campaign.trim() || null;
  const channel = input.channel.trim() === "" ? null : CHANNELS.find((known) => known.toLowerCase() === input.channel.trim().toLowerCase());
  if (channel === undefined) return refuse(`channel must be one of ${CHANNELS.join(", ")}`);
  if (!channel && !source && !campaign) return refuse("say what the money was for: a channel, a source or a campaign");
  const currency = input.currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) return refuse("currency must be a code of three letters such as USD");
  const amountMinor = toMinorUnits(input.amount, currency);
  if (amountMinor === null) return refuse(`the cost must be a number of ${currency} such as 1234.50, with a point and without thousands separators`);
  const names = { channel: channel ?? (source ? readChannel({ kind: source.kind, medium: medium ?? "cpc", clickId: null, hasSource: true, referrerHost: null }) : null), source: source?.source ?? null, medium, campaign };
  const costKey = shortHash(24, firstDay, lastDay, currency, ...[names.channel, names.source, medium, campaign].map((name) => name ?? ""));
  return { ok: true, cost: { costKey, firstDay, lastDay, ...names, amountMinor, currency } };
}

/** The days from first to last, both inclusive. */
export function listDays(firstDay: string, lastDay: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(firstDay); at <= Date.parse(lastDay); at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

function readDay(text: string): string | null {
  const day = text.trim();
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day) ? day : null;
}
