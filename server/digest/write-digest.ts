import type { Breakdown } from "../reports/get-breakdown.ts";
import { moneyText } from "../shared/money.ts";

type Figures = { visitors: number; payments: number; conversionRate: number; revenue: { netMinor: number; refundedMinor: number } };

export type Digest = {
  website: { name: string; currency: string };
  /** First and last day of the week told. */
  firstDay: string;
  lastDay: string;
  now: Figures;
  before: Figures;
  channels: Breakdown["rows"];
  campaigns: Breakdown["rows"];
  pageUrl: string;
  unsubscribeUrl: string;
};

/** The weekly e-mail: the same words as plain text and as HTML that every mail program reads. Pure. */
export function writeDigest(digest: Digest): { subject: string; text: string; html: string } {
  const { website, now, before, firstDay, lastDay } = digest;
  const money = (minor: number) => moneyText(minor, website.currency);
  const figures: [string, string, string][] = [
    ["Revenue", money(now.revenue.netMinor), change(now.revenue.netMinor, before.revenue.netMinor)],
    ["Payments", String(now.payments), change(now.payments, before.payments)],
    ["Visitors", String(now.visitors), change(now.visitors, before.visitors)],
    ["Conversion", `${(now.conversionRate * 100).toFixed(1)}%`, change(now.conversionRate, before.conversionRate)],
    ["Refunded", money(now.revenue.refundedMinor), change(now.revenue.refundedMinor, before.revenue.refundedMinor)],
  ];
  const lists: [string, Breakdown["rows"]][] = [
    ["Channels", digest.channels],
    ["Campaigns", digest.campaigns.filter(({ value }) => value !== null)],
  ];
  const subject = `${website.name}: ${money(now.revenue.netMinor)} last week`;
  const span = `${firstDay} to ${lastDay}`;
  const foot = "You get this on Mondays because you asked for it.";
  const text = [
    `${website.name}, ${span}`,
    "",
    ...figures.map(([name, value, by]) => `${name}: ${value}${by ? ` (${by} against the week before)` : ""}`),
    ...lists.flatMap(([title, rows]) => (rows.length === 0 ? [] : ["", title, ...rows.map((row) => `  ${row.value ?? "None"}: ${money(row.netMinor)} from ${row.visitors} visitors`)])),
    "",
    `The whole week: ${digest.pageUrl}`,
    "",
    foot,
    `No more of these: ${digest.unsubscribeUrl}`,
    "",
  ].join("\n");
  const cell = (value: string, style = "") => `<td style="padding:6px 0;${style}">${escapeHtml(value)}</td>`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body style="margin:0;padding:24px;background:#f7f7f8;color:#17181c;font:15px/22px system-ui,sans-serif"><div style="max-width:520px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
<h1 style="margin:0;font-size:20px">${escapeHtml(website.name)}</h1><p style="margin:4px 0 16px;color:#5c6070">${escapeHtml(span)}</p>
<table role="presentation" style="width:100%;border-collapse:collapse">${figures.map(([name, value, by]) => `<tr>${cell(name, "color:#5c6070")}${cell(value, "text-align:right;font-weight:600")}${cell(by, "text-align:right;color:#5c6070;width:80px")}</tr>`).join("")}</table>
${lists.map(([title, rows]) => (rows.length === 0 ? "" : `<h2 style="margin:20px 0 4px;font-size:15px">${title}</h2><table style="width:100%;border-collapse:collapse">${rows.map((row) => `<tr>${cell(row.value ?? "None")}${cell(`${row.visitors} visitors`, "text-align:right;color:#5c6070")}${cell(money(row.netMinor), "text-align:right;width:110px")}</tr>`).join("")}</table>`)).join("\n")}
<p style="margin:20px 0 0"><a href="${escapeHtml(digest.pageUrl)}" style="color:#4f46e5">Open the whole week</a></p></div>
<p style="max-width:520px;margin:12px auto;color:#5c6070;font-size:13px">${foot} <a href="${escapeHtml(digest.unsubscribeUrl)}" style="color:#5c6070">No more of these</a></p></body></html>`;
  return { subject, text, html };
}

function change(now: number, before: number): string {
  if (before === 0 || now === before) return "";
  const share = (now - before) / Math.abs(before);
  return `${share > 0 ? "+" : "−"}${Math.round(Math.abs(share) * 100)}%`;
}

/** Names of campaigns come from visitors' addresses: they are text, never markup. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
