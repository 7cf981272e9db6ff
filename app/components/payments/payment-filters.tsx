import { Form, useSearchParams, useSubmit } from "@remix-run/react";
import { Search } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { METHODS, STATUSES } from "./payment-badges.tsx";

const STATUS_OPTIONS = [{ value: "", label: "Every status" }, ...Object.entries(STATUSES).map(([value, [, label]]) => ({ value, label }))];
const LINK_OPTIONS = [
  { value: "", label: "Linked or not" },
  { value: "true", label: "Linked" },
  { value: "false", label: "Not linked" },
];
const METHOD_OPTIONS = [{ value: "", label: "Every method" }, ...Object.entries(METHODS).filter(([value]) => value !== "none").map(([value, label]) => ({ value, label }))];

/** Chooses payments; a select takes effect at once, and without JavaScript by the button. */
export function PaymentFilters() {
  const [query] = useSearchParams();
  const submit = useSubmit();
  const hydrated = useHydrated();
  const kept = ["period", "from", "to"].flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? ""] as const] : []));
  const choose = (name: string, label: string, options: { value: string; label: string }[]) => <Select key={`${name}-${query.get(name) ?? ""}`} hideLabel label={label} name={name} options={options} defaultValue={query.get(name) ?? ""} />;
  return (
    <Form method="get" role="search" className="grid grid-cols-2 gap-2 md:grid-cols-[minmax(0,1fr)_10rem_9rem_10rem_auto]" onChange={(event) => event.target instanceof HTMLSelectElement && submit(event.currentTarget)}>
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="relative col-span-2 md:col-span-1">
        <Search size={16} aria-hidden className="absolute top-2.5 left-3 text-soft" />
        <Field key={query.get("q") ?? ""} hideLabel label="E-mail, payment, customer or visitor id" name="q" type="search" defaultValue={query.get("q") ?? ""} placeholder="E-mail, payment, customer or visitor id" className="pl-9" />
      </div>
      {choose("status", "Status", STATUS_OPTIONS)}
      {choose("linked", "Link", LINK_OPTIONS)}
      {choose("method", "Linked by", METHOD_OPTIONS)}
      <Button quiet className={hydrated ? "sr-only focus:not-sr-only" : ""}>
        Show
      </Button>
    </Form>
  );
}
