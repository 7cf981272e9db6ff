import { Form, Link, useSearchParams } from "@remix-run/react";
import { CalendarDays, Check, ChevronDown } from "lucide-react";
import { withParams } from "../../report-state/filters.ts";
import { PRESETS } from "../../report-state/read-period.ts";
import type { ShownPeriod } from "../../report-state/read-period.ts";
import { Button } from "../ui/button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Field } from "../ui/field.tsx";
import { KeepQuery } from "./keep-query.tsx";

export type Compare = "previous" | "year" | "none";
const COMPARISONS: Record<Compare, string> = { previous: "The period before", year: "The same days a year earlier", none: "Nothing" };

export function readCompare(query: URLSearchParams): Compare {
  const asked = query.get("compare");
  return asked === "year" || asked === "none" ? asked : "previous";
}

/** Presets, a range of one's own, and (when given) what it is compared with. All of it are links and one form: the address is the state. */
export function PeriodPicker({ period, compare }: { period: ShownPeriod; compare?: Compare }) {
  const [query] = useSearchParams();
  return (
    <Disclosure
      label={`Period: ${period.label}`}
      button={
        <>
          <CalendarDays size={16} aria-hidden className="text-soft" />
          {period.label}
          <ChevronDown size={16} aria-hidden className="text-soft" />
        </>
      }
    >
      <div className="flex flex-col gap-4 md:flex-row">
        <ul aria-label="Period" className="grid grid-cols-2 gap-px md:w-40 md:grid-cols-1">
          {Object.entries(PRESETS).map(([name, { label }]) => (
            <li key={name}>
              <Choice to={withParams(query, { period: name, from: null, to: null, interval: null, cursor: null })} current={name === period.name} label={label} />
            </li>
          ))}
        </ul>
        <div className="flex flex-col gap-4 md:w-56 md:border-l md:border-line md:pl-4">
          <Form method="get" className="flex flex-col gap-2">
            <KeepQuery without={["from", "to", "period", "interval", "cursor"]} />
            <div className="grid grid-cols-2 gap-2 md:grid-cols-1">
              <Field key={`from-${period.from}`} label="From" type="date" name="from" defaultValue={period.from} required />
              <Field key={`to-${period.to}`} label="To, inclusive" type="date" name="to" defaultValue={period.to} required />
            </div>
            <Button quiet small>
              Show these days
            </Button>
          </Form>
          {compare ? (
            <div>
              <p className="mb-1 px-2 text-xs text-soft">Compare with</p>
              <ul aria-label="Compare with">
                {(Object.keys(COMPARISONS) as Compare[]).map((key) => (
                  <li key={key}>
                    <Choice to={withParams(query, { compare: key === "previous" ? null : key })} current={key === compare} label={COMPARISONS[key]} />
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
        </div>
      </div>
    </Disclosure>
  );
}

function Choice({ to, current, label }: { to: string; current: boolean; label: string }) {
  return (
    <Link to={to} preventScrollReset aria-current={current ? "true" : undefined} className={`flex items-center justify-between gap-2 rounded px-2 py-1.5 hover:bg-sunken ${current ? "font-medium text-accent" : ""}`}>
      {label}
      {current ? <Check size={16} aria-hidden className="shrink-0" /> : null}
    </Link>
  );
}
