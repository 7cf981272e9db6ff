import { Link } from "@remix-run/react";
import { Check, CircleAlert } from "lucide-react";
import type { SetupState } from "./setup-state.ts";

/** The way through the setup, at the left: every step can be opened at any time. */
export function StepList({ steps, shown }: { steps: SetupState["steps"]; shown: string }) {
  return (
    <nav aria-label="Steps" className="md:sticky md:top-6">
      <ol className="flex gap-1 md:flex-col md:gap-0">
        {steps.map((step, index) => (
          <li key={step.id} className="relative flex-1 md:not-last:pb-1">
            <Link
              to={`?step=${step.id}`}
              preventScrollReset
              aria-current={step.id === shown ? "step" : undefined}
              className={`flex flex-col items-center gap-1.5 rounded px-1 py-2 text-center text-xs md:flex-row md:gap-3 md:px-3 md:text-left md:text-sm ${step.id === shown ? "bg-tint font-medium text-accent" : "text-soft hover:bg-sunken hover:text-ink"}`}
            >
              <StepMark state={step.state} number={index + 1} />
              <span className="hidden sm:inline">{step.title}</span>
              <span className="sr-only">{step.state === "done" ? "(done)" : step.state === "problem" ? "(needs a look)" : "(waiting)"}</span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepMark({ state, number }: { state: "done" | "waiting" | "problem"; number: number }) {
  const look = state === "done" ? "border-gain/40 bg-gain-tint text-gain" : state === "problem" ? "border-warn/40 bg-warn-tint text-warn" : "border-edge/60 text-soft";
  return (
    <span aria-hidden className={`flex size-6 shrink-0 items-center justify-center rounded-full border text-xs font-semibold ${look}`}>
      {state === "done" ? <Check size={14} /> : state === "problem" ? <CircleAlert size={14} /> : number}
    </span>
  );
}
