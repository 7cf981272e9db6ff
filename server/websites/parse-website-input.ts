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
  .transform((text, ctx) => parseDomain(text) ?? (ctx.addIssue({ code: "custom", message: "must be a domain such as shop.example.com" }), z.NEVER));

const list = z.array(z.string().trim().min(1).max(253)).max(200);

export const websiteInput = z.object({
  name: z.string().trim().min(1, "is required").max(100),
  domain,
  timezone: z.string().default("UTC").refine(isTimezone, "must be a time zone such as Europe/Berlin"),
  currency: z
    .string()
    .default("USD")
    .transform((text) => text.trim().toUpperCase())
    .refine((text) => /^[A-Z]{3}$/.test(text), "must be a currency code of three letters, such as USD"),
});

export const websiteChanges = z.object({
  name: websiteInput.shape.name.optional(),
  domain: domain.optional(),
  timezone: z.string().refine(isTimezone, "must be a time zone such as Europe/Berlin").optional(),
  currency: z
    .string()
    .transform((text) => text.trim().toUpperCase())
    .refine((text) => /^[A-Z]{3}$/.test(text), "must be a currency code of three letters, such as USD")
    .optional(),
  hostnames: z.array(domain).max(50).optional(),
  exclusions: z
    .object({
      ips: z.array(z.string().trim().refine(isIpOrRange, "must be an IP address or a range such as 203.0.113.0/24")).max(200),
      countries: z.array(z.string().trim().toUpperCase().regex(/^[A-Z]{2}$/, "must be a country code of two letters")).max(250),
      hostnames: list,
      paths: z.array(z.string().trim().startsWith("/", "must begin with /").max(500)).max(200),
    })
    .optional(),
  linkByTime: z.boolean().optional(),
  showTestData: z.boolean().optional(),
});

export type WebsiteInput = z.infer<typeof websiteInput>;
export type WebsiteChanges = z.infer<typeof websiteChanges>;
