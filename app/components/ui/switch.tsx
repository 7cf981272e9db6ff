import { useId } from "react";
import type { ComponentProps, ReactNode } from "react";

/** On or off, with a label and what it does; a checkbox underneath, so that a form sends it without JavaScript. */
export function Switch({ label, hint, ...input }: { label: string; hint?: ReactNode } & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <input
        {...input}
        id={id}
        type="checkbox"
        role="switch"
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative mt-0.5 h-5 w-9 shrink-0 cursor-pointer appearance-none rounded-full bg-edge transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-4 before:rounded-full before:bg-panel before:transition-transform checked:bg-accent checked:before:translate-x-4 disabled:cursor-not-allowed disabled:opacity-60"
      />
      <span className="min-w-0">
        <label htmlFor={id} className="cursor-pointer font-medium">
          {label}
        </label>
        {hint ? (
          <span id={`${id}-hint`} className="block text-xs text-soft">
            {hint}
          </span>
        ) : null}
      </span>
    </div>
  );
}
