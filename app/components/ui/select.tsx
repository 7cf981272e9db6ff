import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { FieldFrame, INPUT_LOOK } from "./field-frame.tsx";
import type { FrameProps } from "./field-frame.tsx";

export type Option = { value: string; label: string };

/** A short list to choose one from: the browser's own select, which works by keyboard, on phones and without JavaScript. */
export function Select({ label, hint, error, hideLabel, id, options, className = "", ...select }: FrameProps & { options: readonly Option[] } & ComponentProps<"select">) {
  return (
    <FieldFrame label={label} hint={hint} error={error} hideLabel={hideLabel ?? false} id={id}>
      {(wiring) => (
        <span className="relative block">
          <select {...select} {...wiring} className={`${INPUT_LOOK} cursor-pointer appearance-none truncate pr-8 ${className}`}>
            {options.map(({ value, label: text }) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
          <ChevronDown size={16} aria-hidden className="pointer-events-none absolute top-2.5 right-2.5 text-soft" />
        </span>
      )}
    </FieldFrame>
  );
}
