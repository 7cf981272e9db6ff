import type { ComponentProps, ReactNode } from "react";

/** One of several that can be ticked. */
export function Checkbox({ children, ...input }: { children: ReactNode } & ComponentProps<"input">) {
  return (
    <label className="flex cursor-pointer items-start gap-2">
      <input {...input} type="checkbox" className="mt-0.5 size-4 shrink-0 cursor-pointer accent-(--accent)" />
      <span>{children}</span>
    </label>
  );
}
