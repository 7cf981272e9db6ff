import { Check, CircleDashed, Minus, X } from "lucide-react";

const ICONS = {
  done: [Check, "text-gain", "Done"],
  waiting: [CircleDashed, "text-warn", "Waiting"],
  failed: [X, "text-loss", "Failed"],
  skipped: [Minus, "text-soft", "Nothing to do"],
} as const;

/** What became of something, station by station. */
export function TraceSteps({ steps }: { steps: { title: string; state: keyof typeof ICONS; text: string }[] }) {
  return (
    <ol className="flex flex-col gap-3">
      {steps.map((step, index) => {
        const [Icon, tone, word] = ICONS[step.state];
        return (
          <li key={index} className="grid grid-cols-[20px_minmax(0,1fr)] gap-2">
            <Icon size={18} aria-label={word} role="img" className={`mt-px ${tone}`} />
            <span className="min-w-0 wrap-anywhere">
              <span className="font-medium">{step.title}.</span> <span className="text-soft">{step.text}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
