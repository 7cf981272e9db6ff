/**
 * Exponents are Stripe's, not ISO's or `Intl`'s: amounts come from Stripe in these units.
 * Source: Stripe's documentation "Supported currencies" (zero-decimal and three-decimal currencies).
 */
const ZERO_DECIMAL = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
const THREE_DECIMAL = new Set("BHD JOD KWD OMR TND".split(" "));

/** Decimal places of a currency's minor unit: 0, 2 or 3. */
export function currencyExponent(currency: string): 0 | 2 | 3 {
  const code = currency.toUpperCase();
  if (ZERO_DECIMAL.has(code)) return 0;
  return THREE_DECIMAL.has(code) ? 3 : 2;
}

/**
 * Major units (12.34) to integer minor units (1234), by decimal text so that 1.005 and 8.165 do not lose a unit to binary floats.
 * Returns null for what is not a finite, non-negative amount or has more decimals than the currency.
 */
export function toMinorUnits(major: number | string, currency: string): number | null {
  const text = typeof major === "number" ? decimalText(major) : major.trim();
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(text ?? "");
  if (!match) return null;
  const exponent = currencyExponent(currency);
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > exponent) return null;
  return Number(`${match[1]}${fraction.padEnd(exponent, "0")}`);
}

function decimalText(value: number): string | null {
  return Number.isFinite(value) && !/e/i.test(String(value)) ? String(value) : null;
}

/** Integer minor units as a major number, for display only. */
export function toMajorUnits(minor: number, currency: string): number {
  return minor / 10 ** currencyExponent(currency);
}

/** So few parts are gone through for each unit that is left, without making anything: payments are split by the hundred thousand. */
const FEW = 12;

/**
 * Splits an integer amount over weights so that the parts add up to it exactly (largest remainder; ties go to the earlier part).
 * All weights zero, or none: everything goes to the first part, if there is one. Of long lists `span` names the part to split over; `parts` are written beside it.
 */
export function splitMinorUnits<Parts extends { [part: number]: number }>(amountMinor: number, weights: ArrayLike<number>, parts: Parts, span: { start: number; count: number }): Parts;
export function splitMinorUnits(amountMinor: number, weights: ArrayLike<number>): number[];
export function splitMinorUnits(amountMinor: number, weights: ArrayLike<number>, parts: { [part: number]: number } = [], { start, count } = { start: 0, count: weights.length }): { [part: number]: number } {
  const end = start + count;
  let total = 0;
  for (let part = start; part < end; part += 1) total += weights[part] as number;
  const share = (part: number) => (total <= 0 ? (part === start ? amountMinor : 0) : (amountMinor * (weights[part] as number)) / total);
  let left = amountMinor;
  for (let part = start; part < end; part += 1) left -= parts[part] = Math.floor(share(part));
  if (left <= 0 || count === 0) return parts;
  const remainder = (part: number) => share(part) - Math.floor(share(part));
  if (count > FEW) {
    const order = Array.from({ length: count }, (_, place) => start + place).sort((a, b) => remainder(b) - remainder(a) || a - b);
    for (const part of order.slice(0, left)) parts[part] = (parts[part] as number) + 1;
    return parts;
  }
  for (; left > 0; left -= 1) {
    let [most, at] = [-1, start];
    // What was rounded up already gets no more.
    for (let part = start; part < end; part += 1) if (remainder(part) > most && parts[part] === Math.floor(share(part))) [most, at] = [remainder(part), part];
    parts[at] = (parts[at] as number) + 1;
  }
  return parts;
}

/** Money for a person to read, in English: `€1,234.50`. */
export function moneyText(minor: number, currency: string): string {
  const digits = currencyExponent(currency);
  return new Intl.NumberFormat("en-US", { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(toMajorUnits(minor, currency));
}
