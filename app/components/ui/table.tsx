import type { ReactNode } from "react";

export type Column<Row> = {
  id: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  right?: boolean;
  /** Tailwind width such as `w-32`; without it the column takes what is left. */
  width?: string;
  /** On a phone: the card's first line, its right corner, a labelled line (the default), or left out. */
  phone?: "title" | "corner" | "hidden";
};

type Props<Row> = { caption: string; columns: readonly Column<Row>[]; rows: readonly Row[]; keyOf: (row: Row) => string };

/** A table with a head that stays in sight; on a phone each row is a card, and nothing scrolls sideways. Put one link into the title cell with `ROW_LINK` to make the whole row lead there. */
export function Table<Row>({ caption, columns, rows, keyOf }: Props<Row>) {
  return (
    <table className="block w-full md:table md:table-fixed">
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only md:not-sr-only md:table-header-group">
        <tr>
          {columns.map(({ id, label, right, width = "" }) => (
            <th key={id} scope="col" className={`sticky top-0 z-10 border-b border-line bg-panel px-2 py-2 text-xs font-medium whitespace-nowrap text-soft first:rounded-tl first:pl-4 last:rounded-tr last:pr-4 ${right ? "text-right" : "text-left"} ${width}`}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {rows.map((row) => (
          <tr key={keyOf(row)} className="relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-0 hover:bg-sunken md:table-row md:p-0 md:last:[&>td]:border-0">
            {columns.map(({ id, label, cell, right, phone }) => (
              <td key={id} className={`${phone === "hidden" ? "hidden" : phone === "title" ? "order-1" : phone === "corner" ? "order-2 text-right" : "order-3 col-span-2 flex items-baseline justify-between gap-4"} min-w-0 md:table-cell md:truncate md:border-b md:border-line md:px-2 md:py-2.5 md:first:pl-4 md:last:pr-4 ${right ? "md:text-right" : "md:text-left"}`}>
                {phone ? null : (
                  <span aria-hidden className="shrink-0 text-xs text-soft md:hidden">
                    {label}
                  </span>
                )}
                <span className="min-w-0 truncate">{cell(row)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Look of the one link that covers its whole row. */
export const ROW_LINK = "font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent";
