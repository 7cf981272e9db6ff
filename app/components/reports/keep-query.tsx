import { useSearchParams } from "@remix-run/react";

/** Hidden inputs that carry the rest of the address through a form by GET. */
export function KeepQuery({ without }: { without: readonly string[] }) {
  const [query] = useSearchParams();
  return [...query].filter(([key]) => !without.includes(key)).map(([key, value], index) => <input key={`${key}-${index}`} type="hidden" name={key} value={value} />);
}
