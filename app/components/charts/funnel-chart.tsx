import { formatMoney, formatNumber, formatPercent } from "../../format/format-figures.ts";

type Step = { label: string; visitors: number; fromFirst: number; fromPrevious: number; left: number; netMinor: number };

/** A funnel as a list of bars: readable as text, by anyone and before any script. */
export function FunnelChart({ steps, currency, exponent }: { steps: readonly Step[]; currency: string; exponent: number }) {
  return (
    <ol className="flex flex-col gap-1">
      {steps.map((step, index) => (
        <li key={`${index} ${step.label}`}>
          {index > 0 ? (
            <p className="py-1 pl-9 text-[13px] text-soft">
              {formatPercent(step.fromPrevious)} went on{step.left > 0 ? <span className="text-loss">, {formatNumber(step.left)} left</span> : null}
            </p>
          ) : null}
          <div className="flex items-start gap-3">
            <span aria-hidden className="mt-1 flex size-6 shrink-0 items-center justify-center rounded-full bg-sunken text-xs font-medium">
              {index + 1}
            </span>
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span className="min-w-0 truncate font-medium" title={step.label}>
                  {step.label}
                </span>
                <span className="flex gap-4 text-right">
                  <span>
                    <span className="font-semibold">{formatNumber(step.visitors)}</span> <span className="text-soft">visitors</span>
                  </span>
                  <span className="w-16 text-soft">{formatPercent(step.fromFirst)}</span>
                  <span className="w-28" title="Net revenue of these visitors from this step on">
                    {step.netMinor === 0 ? <span className="text-soft">–</span> : formatMoney(step.netMinor, currency, exponent)}
                  </span>
                </span>
              </div>
              <div aria-hidden className="mt-1 h-3 overflow-hidden rounded bg-sunken">
                <div className="h-full rounded bg-accent" style={{ width: `${step.fromFirst * 100}%` }} />
              </div>
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}
