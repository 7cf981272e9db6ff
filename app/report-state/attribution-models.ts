/** Attribution models with one sentence each. */
export const MODELS = {
  last_touch: { label: "Last touch", says: "All credit goes to the visit that the payment is linked to." },
  first_touch: { label: "First touch", says: "All credit goes to the first visit in the window." },
  last_non_direct: { label: "Last non-direct", says: "All credit goes to the last visit that had a source; a direct one only gets it when there was no other." },
  linear: { label: "Linear", says: "Every visit in the window gets the same share." },
  position_based: { label: "Position based", says: "40% to the first visit, 40% to the last, the rest to those between." },
  time_decay: { label: "Time decay", says: "The nearer a visit to the payment, the more: a week earlier counts half." },
} as const;

export type Model = keyof typeof MODELS;

export function readModel(query: URLSearchParams): Model {
  const asked = query.get("model") ?? "";
  return Object.hasOwn(MODELS, asked) ? (asked as Model) : "last_touch";
}

/** Look-back windows to choose from, in days. */
export const WINDOWS = [7, 14, 30, 60, 90, 180, 365] as const;
export const DEFAULT_WINDOW = 30;

/** How many days before a payment a visit may lie to get credit: `window` in the address, 1 to 365, else 30. */
export function readWindow(query: URLSearchParams): number {
  const asked = Number(query.get("window"));
  return Number.isInteger(asked) && asked >= 1 && asked <= 365 ? asked : DEFAULT_WINDOW;
}
