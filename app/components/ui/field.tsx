import type { ComponentProps } from "react";
import { FieldFrame, INPUT_LOOK } from "./field-frame.tsx";
import type { FrameProps } from "./field-frame.tsx";

/** A line of text with its label, hint and error. Give what was typed as `defaultValue` when a form comes back refused. */
export function Field({ label, hint, error, hideLabel, id, className = "", ...input }: FrameProps & ComponentProps<"input">) {
  return (
    <FieldFrame label={label} hint={hint} error={error} hideLabel={hideLabel ?? false} id={id}>
      {(wiring) => <input {...input} {...wiring} className={`${INPUT_LOOK} ${className}`} />}
    </FieldFrame>
  );
}
