/** Words of the reports; the order of the rules in `readChannel` decides. */
export const CHANNELS = ["Direct", "Organic Search", "Organic Social", "Paid Search", "Paid Social", "Email", "Referral", "AI assistants", "Affiliates", "Video", "Display", "Other"] as const;
export type Channel = (typeof CHANNELS)[number];

type Kind = "search" | "social" | "video" | "ai" | "email";

/** Known sources: a host (or its last labels) or a utm_source, with its name in reports. */
const SOURCES: [names: string[], source: string, kind: Kind][] = [
  [["google"], "google", "search"],
  [["bing"], "bing", "search"],
  [["duckduckgo"], "duckduckgo", "search"],
  [["yahoo"], "yahoo", "search"],
  [["ecosia"], "ecosia", "search"],
  [["baidu"], "baidu", "search"],
  [["yandex", "ya.ru"], "yandex", "search"],
  [["qwant"], "qwant", "search"],
  [["startpage"], "startpage", "search"],
  [["search.brave.com", "brave"], "brave", "search"],
  [["naver"], "naver", "search"],
  [["kagi"], "kagi", "search"],
  [["facebook", "fb", "fb.com", "fb.me", "meta"], "facebook", "social"],
  [["instagram", "ig"], "instagram", "social"],
  [["threads.net", "threads.com", "threads"], "threads", "social"],
  [["twitter", "x.com", "t.co", "x"], "x", "social"],
  [["linkedin", "lnkd.in"], "linkedin", "social"],
  [["reddit"], "reddit", "social"],
  [["pinterest", "pin.it"], "pinterest", "social"],
  [["tiktok"], "tiktok", "social"],
  [["snapchat"], "snapchat", "social"],
  [["bsky.app", "bluesky"], "bluesky", "social"],
  [["mastodon", "mastodon.social"], "mastodon", "social"],
  [["news.ycombinator.com", "hackernews"], "hacker news", "social"],
  [["producthunt"], "product hunt", "social"],
  [["quora"], "quora", "social"],
  [["whatsapp", "wa.me"], "whatsapp", "social"],
  [["t.me", "telegram"], "telegram", "social"],
  [["youtube", "youtu.be"], "youtube", "video"],
  [["vimeo"], "vimeo", "video"],
  [["twitch"], "twitch", "video"],
  [["chatgpt.com", "chat.openai.com", "chatgpt", "openai"], "chatgpt", "ai"],
  [["perplexity.ai", "perplexity"], "perplexity", "ai"],
  [["claude.ai", "claude"], "claude", "ai"],
  [["gemini.google.com", "gemini"], "gemini", "ai"],
  [["copilot.microsoft.com", "copilot"], "copilot", "ai"],
  [["mail.google.com", "gmail"], "gmail", "email"],
  [["outlook.live.com", "outlook.office.com", "outlook"], "outlook", "email"],
  [["mail.yahoo.com"], "yahoo mail", "email"],
];

const exact = new Map(SOURCES.flatMap(([names, source, kind]) => names.map((name) => [name, { source, kind }] as const)));

/** A host or utm_source by its name in reports, with its kind when it is a known one. `www.google.co.uk` is google, `t.co` is x. */
export function nameSource(text: string): { source: string; kind: Kind | null } {
  const name = text.trim().toLowerCase().replace(/^(www|m|l|lm|old|out|amp)\./, "");
  const known = exact.get(name);
  if (known) return known;
  const labels = name.split(".");
  for (let from = 1; from < labels.length - 1; from += 1) {
    const parent = exact.get(labels.slice(from).join("."));
    if (parent) return parent;
  }
  // google.co.uk, yahoo.co.jp: the label before the public ending.
  const last = labels.length > 2 && (labels.at(-2)?.length ?? 0) <= 3 ? labels.at(-3) : labels.at(-2);
  const byLabel = labels.length > 1 && last && last.length > 2 ? exact.get(last) : undefined;
  return byLabel ?? { source: name, kind: null };
}

/** Click ids and the ad system that writes them. */
export const CLICK_IDS: Record<string, { source: string; kind: Kind }> = {
  gclid: { source: "google", kind: "search" },
  gbraid: { source: "google", kind: "search" },
  wbraid: { source: "google", kind: "search" },
  msclkid: { source: "bing", kind: "search" },
  fbclid: { source: "facebook", kind: "social" },
  ttclid: { source: "tiktok", kind: "social" },
  twclid: { source: "x", kind: "social" },
  li_fat_id: { source: "linkedin", kind: "social" },
};

/** Put on every outgoing link, paid or not: it names the network, but no payment for the click. */
const UNPAID_CLICK_IDS = new Set(["fbclid"]);

const PAID_MEDIUM = /^(.*cp.*|ppc|retargeting|paid.*)$/;

/** The channel of an acquisition; first rule that fits. */
export function readChannel(acquisition: { kind: Kind | null; medium: string | null; clickId: string | null; hasSource: boolean; referrerHost: string | null }): Channel {
  const { kind, medium, clickId, hasSource, referrerHost } = acquisition;
  const word = medium?.toLowerCase() ?? "";
  if (/^(display|banner|expandable|interstitial|cpm)$/.test(word)) return "Display";
  const paid = PAID_MEDIUM.test(word) || (clickId !== null && !UNPAID_CLICK_IDS.has(clickId));
  if (paid && (kind === "search" || /search|sem/.test(word))) return "Paid Search";
  if (paid && (kind === "social" || /social/.test(word))) return "Paid Social";
  if (paid && kind === "video") return "Video";
  if (paid && kind === null && /^(cpc|ppc)$/.test(word)) return "Paid Search";
  if (paid) return "Other";
  if (/^(e-?mail|e_mail|newsletter)$/.test(word) || kind === "email") return "Email";
  if (/^(affiliate|affiliates|partner)$/.test(word)) return "Affiliates";
  if (kind === "ai") return "AI assistants";
  if (kind === "search" || word === "organic") return "Organic Search";
  if (kind === "social" || /^(social|social-network|social-media|sm)$/.test(word)) return "Organic Social";
  if (kind === "video" || word === "video") return "Video";
  if (/^(referral|app|link)$/.test(word) || (referrerHost !== null && !medium)) return "Referral";
  if (medium) return "Other";
  return hasSource ? "Referral" : "Direct";
}
