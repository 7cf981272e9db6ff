import { forwardRef } from "react";
import type { ComponentProps, ReactNode } from "react";

/** A square button with an icon alone; `label` is its name for everyone. */
export const IconButton = forwardRef<HTMLButtonElement, { label: string; children: ReactNode } & ComponentProps<"button">>(function IconButton({ label, children, className = "", ...button }, ref) {
  return (
    <button ref={ref} type="button" {...button} aria-label={label} title={label} className={`inline-flex size-8 shrink-0 cursor-pointer items-center justify-center rounded text-soft transition-colors hover:bg-sunken hover:text-ink ${className}`}>
      {children}
    </button>
  );
});
