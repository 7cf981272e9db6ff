import { Link, useSearchParams } from "@remix-run/react";
import { Check, ChevronDown, Waypoints } from "lucide-react";
import { DEFAULT_WINDOW, MODELS, WINDOWS } from "../../report-state/attribution-models.ts";
import type { Model } from "../../report-state/attribution-models.ts";
import { withParams } from "../../report-state/filters.ts";
import { Disclosure } from "../ui/disclosure.tsx";

/** Which visits a payment is credited to, with one sentence for each model, and (when given) how many days before it they may lie. */
export function AttributionPicker({ model, window = null }: { model: Model; window?: number | null }) {
  const [query] = useSearchParams();
  return (
    <Disclosure
      label={`Attribution: ${MODELS[model].label}`}
      button={
        <>
          <Waypoints size={16} aria-hidden className="text-soft" />
          {MODELS[model].label}
          <ChevronDown size={16} aria-hidden className="text-soft" />
        </>
      }
    >
      <p className="px-2 pb-2 text-soft">Who gets the credit when somebody came several times before paying?</p>
      <ul aria-label="Attribution model">
        {(Object.keys(MODELS) as Model[]).map((key) => (
          <li key={key}>
            <Link to={withParams(query, { model: key === "last_touch" ? null : key })} preventScrollReset aria-current={key === model ? "true" : undefined} className="flex items-start gap-2 rounded px-2 py-1.5 hover:bg-sunken">
              <span className="min-w-0 flex-1">
                <span className={`block font-medium ${key === model ? "text-accent" : ""}`}>{MODELS[key].label}</span>
                <span className="block text-xs text-soft">{MODELS[key].says}</span>
              </span>
              {key === model ? <Check size={16} aria-hidden className="mt-0.5 shrink-0 text-accent" /> : null}
            </Link>
          </li>
        ))}
      </ul>
      {window === null ? null : (
        <div className="mt-2 border-t border-line pt-2">
          <p className="px-2 pb-1 text-xs text-soft">How many days before a payment a visit may lie</p>
          <ul aria-label="Days before a payment" className="flex flex-wrap gap-0.5 px-1">
            {WINDOWS.map((days) => (
              <li key={days}>
                <Link to={withParams(query, { window: days === DEFAULT_WINDOW ? null : String(days) })} preventScrollReset aria-current={days === window ? "true" : undefined} className={`block rounded px-2.5 py-1 hover:bg-sunken ${days === window ? "bg-tint font-medium text-accent" : "text-soft"}`}>
                  {days}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Disclosure>
  );
}
