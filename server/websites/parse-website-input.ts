import ipaddr from "ipaddr.js";
import { z } from "zod";

const HOSTNAME = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** `https://Shop.example.com/path` or `shop.example.com` as `shop.example.com`; null when it is neither. */
export function parseDomain(text: string): string | null {
  const trimmed = text.trim().toLowerCase();
  try {
    const host = new URL(trimmed.includes("://") ? trimmed : `http://${trimmed}`).hostname.replace(/^www\./, "").replace(/\.$/, "");
    return HOSTNAME.test(host) ? host : null;
  } catch {
    return null;
  }
}

/** True for an IP address or a CIDR range. */
export function isIpOrRange(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

function isTimezone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

const domain = z
  .string()
  .transform((text, ctx) => parseDomain(text) ?? (ctx.addIssue({ code: "custom", message: `“${text.slice(0, 60)}” is no domain: write it like shop.example.com` }), z.NEVER));

const timezone = z.string().refine(isTimezone, "Choose a time zone, such as Europe/Berlin");

const currency = z
  .string()
  .transform((text) => text.trim().toUpperCase())
  .refine((text) => CURRENCIES.has(text), "Choose a currency by its code of three letters, such as USD");

/** An entry that is wrong is named in the message: a list of them is one field. */
const entry = (isRight: (text: string) => boolean, words: string) =>
  z
    .string()
    .trim()
    .refine(isRight, { error: ({ input }) => `“${String(input).slice(0, 60)}” ${words}` });

export const websiteInput = z.object({
  name: z.string().trim().min(1, "Give the website a name").max(100, "A name has at most 100 characters"),
  domain,
  timezone: timezone.default("UTC"),
  currency: currency.default("USD"),
});

export const websiteChanges = z.object({
  name: websiteInput.shape.name.optional(),
  domain: domain.optional(),
  timezone: timezone.optional(),
  currency: currency.optional(),
  hostnames: z.array(domain).max(50, "At most 50 hosts").optional(),
  exclusions: z
    .object({
      ips: z.array(entry(isIpOrRange, "is no IP address and no range such as 203.0.113.0/24")).max(200, "At most 200 addresses"),
      countries: z.array(z.string().trim().toUpperCase().regex(/^[A-Z]{2}$/, { error: ({ input }) => `“${String(input).slice(0, 60)}” is no country code of two letters, such as DE` })).max(250, "At most 250 countries"),
      hostnames: z.array(entry((text) => /^[a-z0-9.*_-]{1,253}$/i.test(text), "is no host: write it like staging.example.com; * stands for anything")).max(200, "At most 200 hosts"),
      paths: z.array(entry((text) => text.startsWith("/") && text.length <= 500, "is no path: it begins with /, such as /admin/*")).max(200, "At most 200 paths"),
    })
    .optional(),
  linkByTime: z.boolean().optional(),
  showTestData: z.boolean().optional(),
  retentionMonths: z.number().int().min(1, "At least one month").max(120, "At most 120 months").nullable().optional(),
  honorPrivacySignals: z.boolean().optional(),
  cookieless: z.boolean().optional(),
});

export type WebsiteInput = z.infer<typeof websiteInput>;
export type WebsiteChanges = z.infer<typeof websiteChanges>;
