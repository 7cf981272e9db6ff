import { useId } from "react";
import type { ReactNode } from "react";

export const INPUT_LOOK = "h-9 w-full min-w-0 rounded border border-edge/60 bg-panel px-3 text-ink hover:border-edge disabled:cursor-not-allowed disabled:bg-sunken disabled:text-soft aria-invalid:border-loss";

export type FrameProps = { label: string; hint?: ReactNode; error?: string | null | undefined; hideLabel?: boolean };
type Wiring = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

/** Label above, hint and error below, tied to the input for screen readers. Other inputs are built on it. */
export function FieldFrame({ label, hint, error, hideLabel = false, id: given, children }: FrameProps & { id?: string | undefined; children: (wiring: Wiring) => ReactNode }) {
  const made = useId();
  const id = given ?? made;
  const described = [error ? `${id}-error` : null, hint ? `${id}-hint` : null].filter(Boolean).join(" ") || undefined;
  return (
    <div className="min-w-0">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1 block font-medium"}>
        {label}
      </label>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-xs text-loss">
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-xs text-soft">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
