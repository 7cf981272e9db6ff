import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./icon-button.tsx";

/** A detail that slides over the page from the right, the whole width on a phone. Its address should be a real one: closing navigates back. */
export function Drawer({ title, children, actions, onClose }: { title: string; children: ReactNode; actions?: ReactNode; onClose: () => void }) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content aria-describedby={undefined} onOpenAutoFocus={(event) => event.preventDefault()} tabIndex={-1} className="fixed inset-y-0 right-0 z-50 flex w-full max-w-2xl animate-slide-in flex-col border-l border-line bg-page shadow-lift outline-none">
          <header className="flex items-center justify-between gap-3 border-b border-line bg-panel px-4 py-2.5 md:px-6">
            <Radix.Title className="truncate font-semibold">{title}</Radix.Title>
            <span className="flex items-center gap-1">
              {actions}
              <Radix.Close asChild>
                <IconButton label="Close">
                  <X size={18} aria-hidden />
                </IconButton>
              </Radix.Close>
            </span>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-5 md:px-6">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
