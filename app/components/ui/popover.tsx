import * as Radix from "@radix-ui/react-popover";
import type { ReactNode } from "react";

type Props = { trigger: ReactNode; label: string; children: ReactNode; align?: "start" | "end"; open?: boolean; onOpenChange?: (open: boolean) => void };

/** A small form or explanation beside its button. */
export function Popover({ trigger, label, children, align = "start", ...state }: Props) {
  return (
    <Radix.Root {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content aria-label={label} align={align} sideOffset={6} collisionPadding={8} className="z-50 max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-1rem)] animate-appear overflow-y-auto rounded border border-line bg-panel p-3 shadow-lift">
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
