import type { ReactNode } from "react";

const TONES = {
  gain: "bg-gain-tint text-gain",
  loss: "bg-loss-tint text-loss",
  warn: "bg-warn-tint text-warn",
  accent: "bg-tint text-accent",
  soft: "bg-sunken text-soft",
  ink: "bg-sunken text-ink",
};
export type Tone = keyof typeof TONES;

/** A word with a colour: green for money in and what works, red for money back and failures, amber for "look here". */
export function Badge({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span title={title} className={`inline-flex items-center gap-1 rounded-md px-2 py-0.5 text-xs font-medium whitespace-nowrap ${TONES[tone]}`}>
      {children}
    </span>
  );
}
