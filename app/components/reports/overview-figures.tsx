import { ArrowDown, ArrowUp } from "lucide-react";
import { formatPercent } from "../../format/format-figures.ts";
import { Sparkline } from "../charts/sparkline.tsx";

export type OverviewFigure = { label: string; says: string; value: string; now: number; then: number | null; thenText: string | null; less?: boolean; points: number[] | null };

/** The row of figures, each with its change and its shape over the period. `less`: the lower the better. */
export function OverviewFigures({ figures }: { figures: readonly OverviewFigure[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded border border-line bg-line sm:grid-cols-4 xl:grid-cols-8">
      {figures.map(({ label, says, value, now, then, thenText, less = false, points }) => (
        <div key={label} className="flex min-w-0 flex-col bg-panel px-4 pt-3 pb-2.5 xl:px-3" title={says}>
          <dt className="truncate text-[13px] text-soft">{label}</dt>
          <dd className="mt-0.5 flex flex-1 flex-col">
            <span className="flex flex-wrap items-baseline gap-x-2 xl:block">
              <span className="text-xl leading-7 font-semibold tracking-tight xl:block xl:text-lg">{value}</span>
              <Change now={now} then={then} less={less} before={thenText} />
            </span>
            <span className="mt-1.5 block">{points ? <Sparkline values={points} /> : null}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Change({ now, then, less, before }: { now: number; then: number | null; less: boolean; before: string | null }) {
  if (then === null || then === now) return <span className="hidden text-xs xl:inline">&nbsp;</span>;
  if (then === 0) {
    return (
      <span className="text-xs text-soft" title={`Before: ${before ?? "0"}`}>
        new
      </span>
    );
  }
  const change = (now - then) / Math.abs(then);
  const good = less ? change < 0 : change > 0;
  const Arrow = change > 0 ? ArrowUp : ArrowDown;
  return (
    <span className={`inline-flex items-center text-xs ${good ? "text-gain" : "text-loss"}`} title={`Before: ${before ?? ""}`}>
      <Arrow size={12} aria-hidden />
      <span className="sr-only">{change > 0 ? "up" : "down"} </span>
      {Math.abs(change) >= 10 ? ">999%" : formatPercent(Math.abs(change))}
    </span>
  );
}
