import * as Radix from "@radix-ui/react-tabs";
import type { ReactNode } from "react";

const TAB = "cursor-pointer rounded px-2.5 py-1 text-[13px] whitespace-nowrap text-soft transition-colors hover:text-ink data-[state=active]:bg-tint data-[state=active]:font-medium data-[state=active]:text-accent";

/** Tabs within a page (snippets by language). Choices that belong in the address are `LinkTabs`. Without JavaScript all panes stand one below the other. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { id: string; label: string; content: ReactNode }[] }) {
  return (
    <Radix.Root defaultValue={tabs[0]?.id ?? ""}>
      <Radix.List aria-label={label} className="mb-3 flex flex-wrap gap-1">
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.id} value={tab.id} className={TAB}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className="rounded">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
