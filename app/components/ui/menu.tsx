import * as Radix from "@radix-ui/react-dropdown-menu";
import type { ReactNode } from "react";

const ITEM = "flex cursor-pointer items-center gap-2 rounded px-2 py-1.5 outline-none select-none data-[highlighted]:bg-sunken";

/** A list of actions or links that opens from a button. `trigger` may be a link to a page with the same choices: that one serves without JavaScript. */
export function Menu({ trigger, children, align = "start", side }: { trigger: ReactNode; children: ReactNode; align?: "start" | "end"; side?: "top" | "bottom" }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild onClick={(event) => event.preventDefault()}>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={6} collisionPadding={8} {...(side ? { side } : {})} className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-56 animate-appear overflow-y-auto rounded border border-line bg-panel p-1 shadow-lift">
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** One action or, with a link as its child, one place to go. */
export function MenuItem({ children, onSelect, danger = false }: { children: ReactNode; onSelect?: () => void; danger?: boolean }) {
  return (
    <Radix.Item {...(onSelect ? { onSelect } : { asChild: true })} className={`${ITEM} ${danger ? "text-loss" : ""}`}>
      {children}
    </Radix.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-soft">{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
