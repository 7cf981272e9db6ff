import { Form, Link, NavLink } from "@remix-run/react";
import { CreditCard, LayoutDashboard, ListChecks, LogOut, Moon, Settings, Sun, Webhook } from "lucide-react";
import type { ReactNode } from "react";
import { formatMoney } from "../../format/format-figures.ts";

type WebsiteItem = { websiteId: string; name: string; currency: string; currencyExponent: number; todayNetMinor: number };

const SECTIONS = [
  { to: "", label: "Overview", Icon: LayoutDashboard },
  { to: "payments", label: "Payments", Icon: CreditCard },
  { to: "webhooks", label: "Webhooks", Icon: Webhook },
  { to: "setup", label: "Setup", Icon: ListChecks },
  { to: "settings", label: "Settings", Icon: Settings },
];

/** Website switcher and sections at the left; on a phone the sections are a bar at the bottom. */
export function Shell({ websites, current, email, children }: { websites: WebsiteItem[]; current: string; email: string; children: ReactNode }) {
  const sections = SECTIONS.map(({ to, label, Icon }) => (
    <NavLink
      key={label}
      to={`/w/${current}${to ? `/${to}` : ""}`}
      end={to === ""}
      className={({ isActive }) => `flex flex-col items-center gap-1 rounded px-2 py-1.5 text-[11px] md:flex-row md:gap-3 md:px-3 md:py-2 md:text-sm ${isActive ? "bg-tint font-medium text-accent" : "text-soft hover:bg-sunken hover:text-ink"}`}
    >
      <Icon size={18} aria-hidden />
      {label}
    </NavLink>
  ));
  return (
    <div className="md:grid md:min-h-screen md:grid-cols-[232px_minmax(0,1fr)]">
      <aside className="flex flex-col gap-4 border-b border-line bg-panel px-3 py-3 md:sticky md:top-0 md:h-screen md:border-r md:border-b-0 md:py-5">
        <p className="px-3 text-base font-semibold">
          Post<span className="text-accent">Metric</span>
        </p>
        <nav aria-label="Websites" className="flex gap-1 overflow-x-auto md:flex-col">
          {websites.map(({ websiteId, name, currency, currencyExponent, todayNetMinor }) => (
            <Link
              key={websiteId}
              to={`/w/${websiteId}`}
              aria-current={websiteId === current ? "true" : undefined}
              className={`flex shrink-0 items-baseline justify-between gap-3 rounded px-3 py-1.5 hover:bg-sunken ${websiteId === current ? "bg-sunken font-medium" : "text-soft"}`}
            >
              <span className="truncate">{name}</span>
              <span className="hidden text-xs md:inline" title="Net revenue today">
                {formatMoney(todayNetMinor, currency, currencyExponent, true)}
              </span>
            </Link>
          ))}
          <Link to="/websites/new" className="shrink-0 rounded px-3 py-1.5 text-soft hover:bg-sunken hover:text-ink">
            + Add website
          </Link>
        </nav>
        <nav aria-label="Sections" className="fixed inset-x-0 bottom-0 z-10 flex justify-around border-t border-line bg-panel px-1 py-1 md:static md:flex-col md:justify-start md:gap-0.5 md:border-0 md:p-0">
          {sections}
        </nav>
        <div className="hidden items-center justify-between gap-2 px-3 text-xs text-soft md:mt-auto md:flex">
          <span className="truncate" title={email}>
            {email}
          </span>
          <AccountForms />
        </div>
      </aside>
      <main className="min-w-0 px-4 pt-5 pb-24 md:px-8 md:py-6">
        {children}
        <div className="mt-8 flex items-center justify-between text-xs text-soft md:hidden">
          <span className="truncate">{email}</span>
          <AccountForms />
        </div>
      </main>
    </div>
  );
}

function AccountForms() {
  return (
    <span className="flex gap-1">
      <Form method="post" action="/theme" className="flex gap-1">
        <button name="theme" value="light" aria-label="Light" title="Light" className="cursor-pointer rounded p-1.5 hover:bg-sunken">
          <Sun size={16} />
        </button>
        <button name="theme" value="dark" aria-label="Dark" title="Dark" className="cursor-pointer rounded p-1.5 hover:bg-sunken">
          <Moon size={16} />
        </button>
      </Form>
      <Form method="post" action="/logout">
        <button aria-label="Log out" title="Log out" className="cursor-pointer rounded p-1.5 hover:bg-sunken">
          <LogOut size={16} />
        </button>
      </Form>
    </span>
  );
}
