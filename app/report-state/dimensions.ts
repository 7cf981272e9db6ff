/** Dimensions by the name that addresses and procedures use: what a person calls them, and what "no value" means. */
export const DIMENSIONS = {
  channel: { label: "Channel", plural: "Channels", none: "Unknown channel" },
  source: { label: "Source", plural: "Sources", none: "Direct / none" },
  medium: { label: "Medium", plural: "Media", none: "No medium" },
  campaign: { label: "Campaign", plural: "Campaigns", none: "No campaign" },
  keyword: { label: "Keyword", plural: "Keywords", none: "No keyword" },
  referrer: { label: "Referrer", plural: "Referrers", none: "Direct / none" },
  landing_page: { label: "Landing page", plural: "Landing pages", none: "Unknown page" },
  page: { label: "Page", plural: "Pages", none: "Unknown page" },
  exit_page: { label: "Exit page", plural: "Exit pages", none: "Unknown page" },
  hostname: { label: "Hostname", plural: "Hostnames", none: "Unknown host" },
  country: { label: "Country", plural: "Countries", none: "Unknown country" },
  region: { label: "Region", plural: "Regions", none: "Unknown region" },
  city: { label: "City", plural: "Cities", none: "Unknown city" },
  device: { label: "Device", plural: "Devices", none: "Unknown device" },
  browser: { label: "Browser", plural: "Browsers", none: "Unknown browser" },
  os: { label: "System", plural: "Systems", none: "Unknown system" },
  visitor_type: { label: "New or returning", plural: "New and returning visitors", none: "Unknown" },
  goal: { label: "Goal", plural: "Goals", none: "No goal" },
} as const;

export type Dimension = keyof typeof DIMENSIONS;

export function isDimension(name: string): name is Dimension {
  return Object.hasOwn(DIMENSIONS, name);
}

/** A value in words. Names of countries come from this runtime's own list, so name them on the server: a browser may call one otherwise. */
export function nameValue(dimension: Dimension, value: string | null): string {
  if (value === null || value === "") return DIMENSIONS[dimension].none;
  if (dimension === "country") return nameCountry(value);
  return dimension === "device" || dimension === "visitor_type" ? value.charAt(0).toUpperCase() + value.slice(1) : value;
}

const countries = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

export function nameCountry(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code;
}
