/** How a session was acquired, with every dimension that reports group by. Frozen into payments, so plain data. */
export type Touch = {
  sessionId: string;
  /** When the session began. */
  at: Date;
  channel: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  keyword: string | null;
  content: string | null;
  referrer: string | null;
  /** Name of the click id parameter (`gclid` …), if there was one. */
  clickId: string | null;
  landingPath: string;
  country: string | null;
  region: string | null;
  city: string | null;
  device: string | null;
  browser: string | null;
  os: string | null;
};

const text = { type: String, default: null };

/** Mongoose definition of a Touch, shared by sessions and payments. */
export const touchDefinition = {
  sessionId: { type: String, required: true },
  at: { type: Date, required: true },
  channel: { type: String, required: true },
  source: text,
  medium: text,
  campaign: text,
  keyword: text,
  content: text,
  referrer: text,
  clickId: text,
  landingPath: { type: String, required: true },
  country: text,
  region: text,
  city: text,
  device: text,
  browser: text,
  os: text,
} as const;
