import { formatMoney, formatNumber } from "../../format/format-figures.ts";
import { Table } from "../ui/table.tsx";

type Row = { value: string | null; name: string; costMinor: number; visitors: number; payments: number; newCustomers: number; netMinor: number; returnOnSpend: number | null; costPerNewCustomerMinor: number | null; costPerPaymentMinor: number | null; costPerVisitorMinor: number | null };

/** What was spent against what it brought, row by row. */
export function ReturnTable({ label, rows, currency, exponent }: { label: string; rows: readonly Row[]; currency: string; exponent: number }) {
  const money = (minor: number | null) => (minor === null || minor === 0 ? <span className="text-soft">–</span> : formatMoney(minor, currency, exponent));
  return (
    <Table
      caption={`Return on costs by ${label.toLowerCase()}`}
      rows={rows}
      keyOf={({ value }) => value ?? ""}
      columns={[
        { id: "name", label, phone: "title", cell: ({ name, value }) => <span className={value === null ? "text-soft" : "font-medium"}>{name}</span> },
        { id: "cost", label: "Cost", right: true, width: "w-28", cell: ({ costMinor }) => money(costMinor) },
        { id: "net", label: "Revenue", right: true, width: "w-28", phone: "corner", cell: ({ netMinor }) => money(netMinor) },
        { id: "return", label: "Return", right: true, width: "w-24", cell: ({ returnOnSpend }) => (returnOnSpend === null ? <span className="text-soft">–</span> : <span className={returnOnSpend >= 1 ? "font-medium text-gain" : "font-medium text-loss"}>{formatNumber(returnOnSpend)}×</span>) },
        { id: "visitors", label: "Visitors", right: true, width: "w-24", phone: "hidden", cell: ({ visitors }) => formatNumber(visitors) },
        { id: "visitor", label: "Per visitor", right: true, width: "w-28", phone: "hidden", cell: ({ costPerVisitorMinor }) => money(costPerVisitorMinor) },
        { id: "customers", label: "New customers", right: true, width: "w-32", cell: ({ newCustomers }) => formatNumber(newCustomers) },
        { id: "customer", label: "Per new customer", right: true, width: "w-36", cell: ({ costPerNewCustomerMinor }) => money(costPerNewCustomerMinor) },
        { id: "payments", label: "Payments", right: true, width: "w-24", phone: "hidden", cell: ({ payments }) => formatNumber(payments) },
        { id: "payment", label: "Per payment", right: true, width: "w-28", phone: "hidden", cell: ({ costPerPaymentMinor }) => money(costPerPaymentMinor) },
      ]}
    />
  );
}
