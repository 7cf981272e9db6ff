import { Form, useSearchParams, useSubmit } from "@remix-run/react";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import type { Option } from "../ui/select.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

const KNOWN = [
  { value: "", label: "Known or not" },
  { value: "true", label: "Identified" },
  { value: "false", label: "Anonymous" },
];
const PAID = [
  { value: "", label: "Paid or not" },
  { value: "true", label: "Paid" },
  { value: "false", label: "Did not pay" },
];

/** Chooses visitors; takes effect at once, and without JavaScript by the button. */
export function VisitorFilters({ choices }: { choices: { sources: Option[]; countries: Option[]; devices: Option[] } }) {
  const [query] = useSearchParams();
  const submit = useSubmit();
  const hydrated = useHydrated();
  const fields = [
    ["source", "First source", [{ value: "", label: "Every source" }, ...choices.sources]],
    ["country", "Country", [{ value: "", label: "Every country" }, ...choices.countries]],
    ["device", "Device", [{ value: "", label: "Every device" }, ...choices.devices]],
    ["identified", "Identified", KNOWN],
    ["paid", "Paid", PAID],
  ] as const;
  return (
    <Form method="get" role="search" aria-label="Filter visitors" className="grid grid-cols-2 gap-2 md:grid-cols-[repeat(5,minmax(0,11rem))_auto]" onChange={(event) => submit(event.currentTarget)}>
      {fields.map(([name, label, options]) => (
        <Select key={`${name}-${query.get(name) ?? ""}`} hideLabel label={label} name={name} options={options} defaultValue={query.get(name) ?? ""} />
      ))}
      <Button quiet className={hydrated ? "sr-only focus:not-sr-only" : ""}>
        Show
      </Button>
    </Form>
  );
}
