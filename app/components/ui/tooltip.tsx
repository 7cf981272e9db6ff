import * as Radix from "@radix-ui/react-tooltip";
import type { ReactNode } from "react";

/** A few words on hover and focus; `children` must be one element that can have focus. Nothing that is needed may stand here alone. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={250}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content sideOffset={6} collisionPadding={8} className="z-50 max-w-72 animate-appear rounded bg-ink px-2.5 py-1.5 text-xs text-page shadow-lift">
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
