import { LoaderCircle } from "lucide-react";
import { Notice } from "../ui/notice.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import type { SetupStep } from "./setup-state.ts";

/** What has come in for a step so far; it changes by itself and is read out when it does. */
export function StepStatus({ step, timezone }: { step: SetupStep; timezone: string }) {
  const notes = step.notes.map((note) => (
    <p key={note} className="mt-1 text-ink">
      {note}
    </p>
  ));
  if (step.state === "waiting") {
    return (
      <div role="status" className="rounded border border-dashed border-edge/60 px-3 py-3">
        <p className="flex items-center gap-2.5 text-soft">
          <LoaderCircle size={18} aria-hidden className="shrink-0 animate-spin" /> {step.sentence}
        </p>
        {notes}
        <noscript>
          <p className="mt-1 text-soft">Reload this page to look again.</p>
        </noscript>
      </div>
    );
  }
  return (
    <Notice
      tone={step.state === "done" ? "gain" : "warn"}
      title={
        <>
          {step.sentence} {step.at ? <RelativeTime at={step.at} timezone={timezone} className="text-sm font-normal text-soft" /> : null}
        </>
      }
    >
      {notes.length > 0 ? notes : null}
    </Notice>
  );
}
