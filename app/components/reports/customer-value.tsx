import { Users } from "lucide-react";
import { formatMoney, formatNumber, formatPercent } from "../../format/format-figures.ts";
import { Empty } from "../ui/empty.tsx";
import { Panel } from "../ui/panel.tsx";
import { Table } from "../ui/table.tsx";
import { ExportLink } from "./export-link.tsx";

type Distribution = { counts: number[]; median: number | null };
type Report = { channels: { channel: string | null; customers: number; payments: number; netMinor: number }[]; hoursToPurchase: Distribution; touches: Distribution };

const HOURS = ["Within an hour", "Within a day", "1 to 3 days", "3 to 7 days", "1 to 2 weeks", "2 to 4 weeks", "1 to 3 months", "Longer"];
const TOUCHES = ["1 visit", "2 visits", "3 visits", "4 visits", "5 to 9 visits", "10 or more"];

/** What customers are worth by the channel that first brought them, and the way to their first payment. */
export function CustomerValue({ report, currency, exponent, exportAsk }: { report: Report; currency: string; exponent: number; exportAsk: { filters?: Record<string, string[]> } }) {
  const money = (minor: number) => formatMoney(minor, currency, exponent);
  if (report.channels.length === 0) {
    return (
      <Panel>
        <Empty icon={<Users size={24} aria-hidden />} title="No customers yet">
          What a customer brings over a year, by the channel of the first visit, and how long they took to pay, will be here after the first payments.
        </Empty>
      </Panel>
    );
  }
  return (
    <>
      <Panel flush title="Customer value by first channel" lead="Payments of the last twelve months" aside={<ExportLink table="customers" ask={exportAsk} />}>
        <Table
          caption="Customer value by the channel of the first touch"
          rows={report.channels}
          keyOf={({ channel }) => channel ?? ""}
          columns={[
            { id: "channel", label: "First channel", phone: "title", cell: ({ channel }) => (channel === null ? <span className="text-soft">No visit known</span> : <span className="font-medium">{channel}</span>) },
            { id: "customers", label: "Customers", right: true, width: "w-28", cell: ({ customers }) => formatNumber(customers) },
            { id: "payments", label: "Payments each", right: true, width: "w-32", cell: ({ customers, payments }) => formatNumber(Math.round((payments / customers) * 100) / 100) },
            { id: "net", label: "Revenue", right: true, width: "w-32", cell: ({ netMinor }) => money(netMinor) },
            { id: "value", label: "Value each", right: true, width: "w-32", phone: "corner", cell: ({ customers, netMinor }) => <span className="font-medium">{money(Math.round(netMinor / customers))}</span> },
          ]}
        />
      </Panel>
      <div className="grid gap-5 md:grid-cols-2">
        <Panel title="Time to the first payment" lead={report.hoursToPurchase.median === null ? "From the first visit" : `Half of them within ${nameHours(report.hoursToPurchase.median)}`}>
          <Bars names={HOURS} counts={report.hoursToPurchase.counts} />
        </Panel>
        <Panel title="Visits before the first payment" lead={report.touches.median === null ? "With the one that paid" : `Half of them with at most ${formatNumber(report.touches.median)}`}>
          <Bars names={TOUCHES} counts={report.touches.counts} />
        </Panel>
      </div>
    </>
  );
}

function Bars({ names, counts }: { names: readonly string[]; counts: readonly number[] }) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = Math.max(1, ...counts);
  return (
    <table className="w-full">
      <tbody>
        {names.map((name, index) => (
          <tr key={name}>
            <th scope="row" className="w-32 py-1 pr-3 text-left font-normal whitespace-nowrap">
              {name}
            </th>
            <td className="py-1">
              <span aria-hidden className="block h-3 rounded bg-accent" style={{ width: `${((counts[index] ?? 0) / most) * 100}%` }} />
            </td>
            <td className="w-16 py-1 pl-3 text-right">{formatNumber(counts[index] ?? 0)}</td>
            <td className="w-16 py-1 pl-2 text-right text-soft">{total === 0 ? "–" : formatPercent((counts[index] ?? 0) / total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function nameHours(hours: number): string {
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} minutes`;
  return hours < 48 ? `${formatNumber(Math.round(hours))} hours` : `${formatNumber(Math.round(hours / 24))} days`;
}
