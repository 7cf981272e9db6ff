/** Attribution models with one sentence each. */
export const MODELS = {
  last_touch: { label: "Last touch", says: "All credit goes to the visit that the payment is linked to." },
  first_touch: { label: "First touch", says: "All credit goes to the first visit in the window." },
  linear: { label: "Linear", says: "Every visit in the window gets the same share." },
  position_based: { label: "Position based", says: "40% to the first visit, 40% to the last, the rest to those between." },
  time_decay: { label: "Time decay", says: "The nearer a visit to the payment, the more: a week earlier counts half." },
} as const;

export type Model = keyof typeof MODELS;

export function readModel(query: URLSearchParams): Model {
  const asked = query.get("model") ?? "";
  return Object.hasOwn(MODELS, asked) ? (asked as Model) : "last_touch";
}
