import type { Touch } from "../../models/touch.ts";

/** Dimensions of a session's touch, by the name that reports and filters use. Their money follows the attribution model. */
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
export const TOUCH_DIMENSIONS = Object.keys(TOUCH_FIELDS) as TouchDimension[];

/** Dimensions of the session itself: their money goes to the session that a payment is linked to, under every model. */
export type SessionDimension = "exit_page" | "hostname" | "visitor_type";
export const SESSION_DIMENSIONS: readonly SessionDimension[] = ["exit_page", "hostname", "visitor_type"];

/** A session has one value of each. `visitor_type` is `new` for a visitor's first session, else `returning`. */
export type SingleDimension = TouchDimension | SessionDimension;
export const SINGLE_DIMENSIONS: readonly SingleDimension[] = [...TOUCH_DIMENSIONS, ...SESSION_DIMENSIONS];

/** A session has any number of values: its rows overlap. */
export type ManyDimension = "page" | "goal";

export type Dimension = SingleDimension | ManyDimension;
export const DIMENSIONS: readonly Dimension[] = [...SINGLE_DIMENSIONS, "page", "goal"];

export function isDimension(name: string): name is Dimension {
  return (DIMENSIONS as readonly string[]).includes(name);
}

export function isTouchDimension(dimension: Dimension): dimension is TouchDimension {
  return Object.hasOwn(TOUCH_FIELDS, dimension);
}

export function isManyDimension(dimension: Dimension): dimension is ManyDimension {
  return dimension === "page" || dimension === "goal";
}

export function valueOf(touch: Touch, dimension: TouchDimension): string | null {
  return touch[TOUCH_FIELDS[dimension]];
}
