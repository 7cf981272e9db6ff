type CohortCell = { share: number | null; text: string; title?: string | undefined; strong?: boolean };
type CohortRow = { id: string; name: string; size: string; more?: string; cells: CohortCell[] };

/** Cohorts as rows, time since as columns, shares as the depth of a colour; a plain table to those who don't see it. It scrolls within itself on a phone. */
export function CohortTable({ caption, head, columns, unit, rows }: { caption: string; head: readonly string[]; columns: readonly string[]; unit: string; rows: readonly CohortRow[] }) {
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label={caption}>
      <table className="w-full min-w-max text-[13px]">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-xs text-soft">
            {head.map((label, index) => (
              <th key={label} scope="col" className={`px-3 py-2 font-medium ${index === 0 ? "sticky left-0 bg-panel text-left" : "text-right"}`}>
                {label}
              </th>
            ))}
            {columns.map((label) => (
              <th key={label} scope="col" className="px-1 py-2 text-center font-medium" title={label === "0" ? `The first ${unit}` : `${label} ${unit}s later`}>
                {label === "0" ? "0" : `+${label}`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, size, more, cells }) => (
            <tr key={id} className="border-t border-line">
              <th scope="row" className="sticky left-0 bg-panel px-3 py-1.5 text-left font-medium whitespace-nowrap">
                {name}
              </th>
              <td className="px-3 text-right">{size}</td>
              {more === undefined ? null : <td className="px-3 text-right whitespace-nowrap text-soft">{more}</td>}
              {columns.map((label, index) => {
                const cell = cells[index];
                return (
                  <td key={label} title={cell?.title} className="p-px">
                    {cell && cell.share !== null ? (
                      <span className={`relative block rounded-sm px-1.5 py-1 text-center whitespace-nowrap ${cell.strong ? "font-semibold" : ""}`}>
                        <span aria-hidden className="absolute inset-0 rounded-sm bg-accent" style={{ opacity: Math.max(0, Math.min(1, cell.share)) * 0.3 }} />
                        <span className="relative">{cell.text}</span>
                      </span>
                    ) : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
