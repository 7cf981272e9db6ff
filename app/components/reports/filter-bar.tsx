import { Link, useSearchParams } from "@remix-run/react";
import { X } from "lucide-react";
import { DIMENSIONS } from "../../report-state/dimensions.ts";
import { OPERATORS, withoutFilter, withoutFilters } from "../../report-state/filters.ts";
import type { Filter } from "../../report-state/filters.ts";

/** The filters that are on, each with its way out. */
export function FilterBar({ filters }: { filters: readonly (Filter & { name: string })[] }) {
  const [query] = useSearchParams();
  if (filters.length === 0) return null;
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
      {filters.map((filter) => (
        <li key={`${filter.param}=${filter.value}`} className="flex max-w-full items-center rounded border border-line bg-panel text-[13px]">
          <span className="min-w-0 truncate py-1 pl-2.5">
            <span className="text-soft">
              {DIMENSIONS[filter.dimension].label} {OPERATORS[filter.operator].label}{" "}
            </span>
            <span className="font-medium">{filter.name}</span>
          </span>
          <Link to={withoutFilter(query, filter)} preventScrollReset aria-label={`Take away: ${DIMENSIONS[filter.dimension].label} ${OPERATORS[filter.operator].label} ${filter.name}`} className="m-0.5 ml-1 rounded p-1 text-soft hover:bg-sunken hover:text-ink">
            <X size={14} aria-hidden />
          </Link>
        </li>
      ))}
      {filters.length > 1 ? (
        <li>
          <Link to={withoutFilters(query)} preventScrollReset className="px-1 text-[13px] text-soft underline hover:text-ink">
            Take all away
          </Link>
        </li>
      ) : null}
    </ul>
  );
}
