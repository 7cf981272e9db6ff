import { CircleDot, CreditCard, FileText, Flag, Footprints, ShoppingCart, Undo2, UserCheck } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { formatExactTime, formatGap } from "../../format/format-time.ts";

export type TimelineStep = { at: string; kind: string; text: string; detail: string | null };

const ICONS: Record<string, LucideIcon> = { visit: Footprints, page: FileText, goal: Flag, identify: UserCheck, checkout: ShoppingCart, payment: CreditCard, refund: Undo2 };
const LOOKS: Record<string, string> = { visit: "bg-tint text-accent", payment: "bg-gain-tint text-gain", refund: "bg-loss-tint text-loss", goal: "bg-warn-tint text-warn" };

/** What a visitor did, from the first visit to the money, as one line through time. */
export function JourneyTimeline({ steps, timezone }: { steps: readonly TimelineStep[]; timezone: string }) {
  return (
    <ol className="relative">
      {steps.map((step, index) => {
        const Icon = ICONS[step.kind] ?? CircleDot;
        const before = steps[index - 1];
        const gap = before ? Date.parse(step.at) - Date.parse(before.at) : 0;
        const strong = step.kind === "payment" || step.kind === "refund" || step.kind === "visit";
        return (
          <li key={index} className="relative grid grid-cols-[1.75rem_minmax(0,1fr)_auto] gap-x-3 pb-3 last:pb-0 before:absolute before:top-7 before:bottom-0 before:left-[0.84rem] before:w-px before:bg-line last:before:hidden">
            <span className={`flex size-7 items-center justify-center rounded-full ${LOOKS[step.kind] ?? "bg-sunken text-soft"}`}>
              <Icon size={15} aria-hidden />
            </span>
            <span className={`min-w-0 py-1 break-words ${strong ? "font-medium" : ""}`}>
              {step.text}
              {step.detail ? <span className="font-normal text-soft"> · {step.detail}</span> : null}
            </span>
            <time dateTime={step.at} title={formatExactTime(step.at, timezone)} className="py-1 text-right text-xs whitespace-nowrap text-soft">
              {index === 0 || gap > DAY_MS || strong ? formatExactTime(step.at, timezone, true) : `+${formatGap(gap)}`}
            </time>
          </li>
        );
      })}
    </ol>
  );
}

const DAY_MS = 86_400_000;
