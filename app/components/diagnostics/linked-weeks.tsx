import { timeFormat } from "../../format/intl-formats.ts";

const METHODS = [
  ["metadata", "Ids", "bg-accent"],
  ["client_reference_id", "Client reference", "bg-accent/75"],
  ["manual", "By hand", "bg-accent/60"],
  ["customer", "Customer", "bg-gain"],
  ["email", "E-mail", "bg-gain-light"],
  ["time", "Time", "bg-warn"],
  ["none", "Not linked", "bg-edge/50"],
] as const;

type Week = { start: string; methods: Partial<Record<(typeof METHODS)[number][0], number>> };

/** How payments were linked, a bar a week, with the figures in words for who cannot see it. */
export function LinkedWeeks({ weeks, timezone }: { weeks: Week[]; timezone: string }) {
  const used = METHODS.filter(([method]) => weeks.some(({ methods }) => methods[method]));
  const day = (iso: string) => timeFormat({ timeZone: timezone, day: "numeric", month: "short" }).format(new Date(iso));
  return (
    <figure className="mt-4">
      <ol className="flex h-24 items-stretch gap-1.5" aria-label="Payments by link, a week each">
        {weeks.map(({ start, methods }) => {
          const total = Object.values(methods).reduce((sum, value) => sum + value, 0);
          const words = used.filter(([method]) => methods[method]).map(([method, label]) => `${label} ${methods[method] ?? 0}`).join(", ");
          return (
            <li key={start} className="flex min-w-0 flex-1 flex-col gap-1" title={`Week from ${day(start)}: ${words || "no payment"}`}>
              <span className="sr-only">{`Week from ${day(start)}: ${words || "no payment"}`}</span>
              <span aria-hidden className="flex flex-1 flex-col-reverse overflow-hidden rounded-sm bg-sunken">
                {used.map(([method, , colour]) => (methods[method] ? <span key={method} className={colour} style={{ height: `${((methods[method] ?? 0) / total) * 100}%` }} /> : null))}
              </span>
              <span aria-hidden className="truncate text-center text-[11px] leading-4 text-soft">{day(start)}</span>
            </li>
          );
        })}
      </ol>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
        {used.map(([method, label, colour]) => (
          <span key={method} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2.5 rounded-sm ${colour}`} /> {label}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
