import type { ReactNode } from "react";

export type Figure = { label: string; value: ReactNode; hint?: ReactNode; title?: string };

/** A row of figures, each under its name. */
export function Figures({ items }: { items: readonly Figure[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded border border-line bg-line sm:grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))]">
      {items.map(({ label, value, hint, title }) => (
        <div key={label} className="min-w-0 bg-panel px-4 py-3 max-sm:last:odd:col-span-2" title={title}>
          <dt className="truncate text-xs text-soft">{label}</dt>
          <dd className="mt-1">
            <span className="block truncate text-lg leading-6 font-semibold">{value}</span>
            {hint ? <span className="block text-xs text-soft">{hint}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
