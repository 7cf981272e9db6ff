import type { Option } from "../ui/select.tsx";

/** Every time zone that this server knows, with its present distance from UTC; for loaders, since browsers may know others. */
export function listTimezones(now: Date): Option[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map((value) => {
    const offset = new Intl.DateTimeFormat("en", { timeZone: value, timeZoneName: "longOffset" }).formatToParts(now).find(({ type }) => type === "timeZoneName")?.value ?? "";
    return { value, label: value === "UTC" ? "UTC" : `${value.replaceAll("_", " ")} (${offset})` };
  });
}

/** Every currency by its code, the usual ones first. */
export function listCurrencies(): Option[] {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  const usual = ["USD", "EUR", "GBP"];
  return [...usual, ...Intl.supportedValuesOf("currency").filter((code) => !usual.includes(code))].map((value) => ({ value, label: `${value}, ${names.of(value) ?? value}` }));
}
