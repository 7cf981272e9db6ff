const EMAIL = /([A-Za-z0-9])[A-Za-z0-9._%+'-]*@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)/g;

/** The same value with every e-mail address in its strings (keys too) cut to what lets one recognise it. */
export function maskEmailsIn(value: unknown): unknown {
  if (typeof value === "string") return value.replace(EMAIL, "$1•••@$2");
  if (Array.isArray(value)) return value.map(maskEmailsIn);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [maskEmailsIn(key), maskEmailsIn(entry)]));
}
