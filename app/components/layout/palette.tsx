import * as Radix from "@radix-ui/react-dialog";
import { useNavigate } from "@remix-run/react";
import { CircleHelp, CreditCard, Globe, Plus, Search, User } from "lucide-react";
import { useId, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import type { Permission } from "../../../server/auth/permissions.ts";
import { sectionPath, sectionsFor } from "./sections.ts";
import { useFound } from "./use-found.ts";
import type { WebsiteItem } from "./website-switcher.tsx";

type Entry = { id: string; label: string; detail: string; to: string; icon: ReactNode };
type Props = { open: boolean; onOpenChange: (open: boolean) => void; websites: WebsiteItem[]; current: string; permissions: readonly Permission[] };

/** Goes anywhere by typing: pages, websites, a payment by id or e-mail, a visitor by id. */
export default function Palette({ open, onOpenChange, websites, current, permissions }: Props) {
  const navigate = useNavigate();
  const listId = useId();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const found = useFound(current, query, permissions);
  const entries = [...listEntries(query, websites, current, permissions), ...found.payments.map(paymentEntry(current)), ...found.visitors.map(visitorEntry(current))];

  function go(entry: Entry | undefined) {
    if (!entry) return;
    close();
    navigate(entry.to);
  }

  function close() {
    onOpenChange(false);
    setQuery("");
    setActive(0);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter") {
      event.preventDefault();
      go(entries[active]);
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setActive((at) => (at + (event.key === "ArrowDown" ? 1 : -1) + entries.length) % Math.max(1, entries.length));
  }

  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content aria-describedby={undefined} className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-panel shadow-lift">
          <Radix.Title className="sr-only">Go to</Radix.Title>
          <div className="flex items-center gap-2.5 border-b border-line px-4">
            <Search size={18} aria-hidden className="text-soft" />
            <input
              role="combobox"
              aria-expanded
              aria-controls={listId}
              aria-activedescendant={entries[active] ? `${listId}-${active}` : undefined}
              aria-label="Page, website, payment or visitor"
              placeholder="Page, website, payment (id or e-mail), visitor id"
              autoFocus
              value={query}
              onChange={(event) => {
                setQuery(event.target.value);
                setActive(0);
              }}
              onKeyDown={onKeyDown}
              className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
            />
          </div>
          <ul id={listId} role="listbox" aria-label="Found" className="max-h-[50vh] overflow-y-auto p-1.5">
            {entries.map((entry, index) => (
              <li
                key={entry.id}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === active}
                ref={(item) => {
                  if (index === active) item?.scrollIntoView({ block: "nearest" });
                }}
                onPointerMove={() => setActive(index)}
                onClick={() => go(entry)}
                className={`flex cursor-pointer items-center gap-3 rounded px-2.5 py-2 ${index === active ? "bg-sunken" : ""}`}
              >
                <span className="text-soft">{entry.icon}</span>
                <span className="min-w-0 flex-1 truncate">{entry.label}</span>
                <span className="shrink-0 text-xs text-soft">{entry.detail}</span>
              </li>
            ))}
          </ul>
          {entries.length === 0 ? <p className="px-4 pb-6 text-center text-soft">{found.searching ? "Searching…" : "Nothing found. Payments are found by whole id or e-mail, visitors by whole id."}</p> : null}
          <p role="status" className="sr-only">
            {found.searching ? "Searching" : `${entries.length} found`}
          </p>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function listEntries(query: string, websites: WebsiteItem[], current: string, permissions: readonly Permission[]): Entry[] {
  const words = query.toLowerCase().trim().split(/\s+/);
  const entries: Entry[] = [
    ...sectionsFor(permissions).map((section) => ({ id: `section-${section.label}`, label: section.label, detail: "Page", to: sectionPath(current, section), icon: <section.Icon size={17} aria-hidden /> })),
    ...websites.map(({ websiteId, name, domain }) => ({ id: websiteId, label: `${name} · ${domain}`, detail: "Website", to: `/w/${websiteId}`, icon: <Globe size={17} aria-hidden /> })),
    { id: "add", label: "Add a website", detail: "Page", to: "/websites/new", icon: <Plus size={17} aria-hidden /> },
    { id: "account", label: "Your account", detail: "Page", to: "/account", icon: <User size={17} aria-hidden /> },
    { id: "help", label: "Help", detail: "Page", to: "/docs", icon: <CircleHelp size={17} aria-hidden /> },
  ];
  return entries.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}

type FoundPayment = ReturnType<typeof useFound>["payments"][number];

function paymentEntry(websiteId: string) {
  return ({ paymentId, amount, customer }: FoundPayment): Entry => ({ id: paymentId, label: `${amount} · ${customer}`, detail: "Payment", to: `/w/${websiteId}/payments/${paymentId}`, icon: <CreditCard size={17} aria-hidden /> });
}

function visitorEntry(websiteId: string) {
  return (visitorId: string): Entry => ({ id: visitorId, label: visitorId, detail: "Visitor", to: `/w/${websiteId}/visitors/${visitorId}`, icon: <User size={17} aria-hidden /> });
}
