import { Link, useSearchParams } from "@remix-run/react";
import { Check, ChevronDown, Waypoints } from "lucide-react";
import { MODELS } from "../../report-state/attribution-models.ts";
import type { Model } from "../../report-state/attribution-models.ts";
import { withParams } from "../../report-state/filters.ts";
import { Disclosure } from "../ui/disclosure.tsx";

/** Which visits a payment is credited to, with one sentence for each model. */
export function AttributionPicker({ model }: { model: Model }) {
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
    </Disclosure>
  );
}
