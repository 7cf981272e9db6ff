/*
 * Making a format takes some tens of microseconds, a page uses hundreds: each is made once. They are few: what the product writes in, in the time zones
 * and currencies of its websites.
 */
const numbers = new Map<string, Intl.NumberFormat>();
const times = new Map<string, Intl.DateTimeFormat>();

/** How numbers are written, in American English. */
export function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return once(numbers, options, () => new Intl.NumberFormat("en-US", options));
}

/** How times are written, in British English: the day before the month. */
export function timeFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once(times, options, () => new Intl.DateTimeFormat("en-GB", options));
}

function once<Format>(known: Map<string, Format>, options: object, make: () => Format): Format {
  const key = JSON.stringify(options);
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
