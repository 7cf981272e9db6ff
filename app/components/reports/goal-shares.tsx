import { formatNumber, formatPercent } from "../../format/format-figures.ts";
import { LinkTabs } from "../ui/link-tabs.tsx";
import { Panel } from "../ui/panel.tsx";
import { Table } from "../ui/table.tsx";
import { ExportLink } from "./export-link.tsx";

type Row = { value: string | null; name: string; visitors: number; converted: number; conversionRate: number; count: number; goalValue: number };
type Tabs = { id: string; label: string; to: string; current: boolean }[];

/** One goal by a dimension. */
export function GoalShares({ goal, label, tabs, rows, more, exportAsk }: { goal: string; label: string; tabs: Tabs; rows: readonly Row[]; more: number; exportAsk: { filters?: Record<string, string[]> } & { [name: string]: unknown } }) {
  return (
    <Panel
      flush
      title={`Goal ${goal}`}
      lead={more > 0 ? `${formatNumber(more)} more are not shown` : undefined}
      aside={
        <span className="flex flex-wrap items-center gap-2">
          <LinkTabs label="By" items={tabs} />
          <ExportLink table="goal" ask={exportAsk} />
        </span>
      }
    >
      <Table
        caption={`Goal ${goal} by ${label.toLowerCase()}`}
        rows={rows}
        keyOf={({ value }) => value ?? ""}
        columns={[
          { id: "name", label, phone: "title", cell: ({ name, value }) => <span className={value === null ? "text-soft" : "font-medium"}>{name}</span> },
          { id: "visitors", label: "Visitors", right: true, width: "w-28", cell: ({ visitors }) => formatNumber(visitors) },
          { id: "converted", label: "Did it", right: true, width: "w-28", cell: ({ converted }) => formatNumber(converted) },
          { id: "rate", label: "Conversion", right: true, width: "w-28", phone: "corner", cell: ({ conversionRate }) => formatPercent(conversionRate) },
          { id: "count", label: "Times", right: true, width: "w-28", cell: ({ count }) => formatNumber(count) },
          { id: "value", label: "Value", right: true, width: "w-28", cell: ({ goalValue }) => (goalValue === 0 ? <span className="text-soft">–</span> : formatNumber(goalValue)) },
        ]}
      />
    </Panel>
  );
}
