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

/**
 * Splits an integer amount over weights so that the parts add up to it exactly (largest remainder; ties go to the earlier part).
 * All weights zero, or none: everything goes to the first part, if there is one.
 */
export function splitMinorUnits(amountMinor: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return weights.map((_, index) => (index === 0 ? amountMinor : 0));
  const exact = weights.map((weight) => (amountMinor * weight) / total);
  const parts = exact.map((share) => Math.floor(share));
  let left = amountMinor - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}

/** Money for a person to read, in English: `€1,234.50`. */
export function moneyText(minor: number, currency: string): string {
  const digits = currencyExponent(currency);
  return new Intl.NumberFormat("en-US", { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(toMajorUnits(minor, currency));
}
