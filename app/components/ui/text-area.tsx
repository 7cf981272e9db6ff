import type { ComponentProps } from "react";
import { FieldFrame, INPUT_LOOK } from "./field-frame.tsx";
import type { FrameProps } from "./field-frame.tsx";

/** Several lines of text, with label, hint and error. */
export function TextArea({ label, hint, error, hideLabel, id, className = "", ...area }: FrameProps & ComponentProps<"textarea">) {
  return (
    <FieldFrame label={label} hint={hint} error={error} hideLabel={hideLabel ?? false} id={id}>
      {(wiring) => <textarea rows={4} {...area} {...wiring} className={`${INPUT_LOOK.replace("h-9", "min-h-20")} py-2 ${className}`} />}
    </FieldFrame>
  );
}
