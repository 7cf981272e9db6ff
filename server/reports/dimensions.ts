import type { Touch } from "../../models/touch.ts";

/** Dimensions of a session's touch, by the name that reports and filters use. */
const TOUCH_FIELDS = {
  channel: "channel",
  source: "source",
  medium: "medium",
  campaign: "campaign",
  keyword: "keyword",
  referrer: "referrer",
  landing_page: "landingPath",
  country: "country",
  region: "region",
  city: "city",
  device: "device",
  browser: "browser",
  os: "os",
} as const satisfies Record<string, keyof Touch>;

export type TouchDimension = keyof typeof TOUCH_FIELDS;
export type Dimension = TouchDimension | "page";
export const DIMENSIONS: readonly Dimension[] = [...(Object.keys(TOUCH_FIELDS) as TouchDimension[]), "page"];

export function isDimension(name: string): name is Dimension {
  return (DIMENSIONS as readonly string[]).includes(name);
}

export function valueOf(touch: Touch, dimension: TouchDimension): string | null {
  return touch[TOUCH_FIELDS[dimension]];
}
