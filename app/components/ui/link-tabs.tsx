import { Link } from "@remix-run/react";

/** A choice that lives in the address, as a row of links: they work without JavaScript and with the back button. */
export function LinkTabs({ label, items }: { label: string; items: readonly { id: string; label: string; to: string; current: boolean }[] }) {
  return (
    <nav aria-label={label} className="-mx-1 flex flex-wrap gap-0.5">
      {items.map(({ id, label: text, to, current }) => (
        <Link key={id} to={to} preventScrollReset prefetch="intent" aria-current={current ? "true" : undefined} className={`rounded px-2 py-1 text-[13px] whitespace-nowrap transition-colors ${current ? "bg-tint font-medium text-accent" : "text-soft hover:bg-sunken hover:text-ink"}`}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
