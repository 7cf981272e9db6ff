import type { ShownPeriod } from "../../report-state/read-period.ts";
import { FilterEditor } from "./filter-editor.tsx";
import { PeriodPicker } from "./period-picker.tsx";
import { SavedViews } from "./saved-views.tsx";

/** What stands at the right of a report's title: filters, saved views, and (where it has one) the period. */
export function ReportActions({ period }: { period?: ShownPeriod }) {
  return (
    <>
      <FilterEditor />
      <SavedViews />
      {period ? <PeriodPicker period={period} /> : null}
    </>
  );
}
