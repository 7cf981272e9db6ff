import { Link, NavLink, useNavigation } from "@remix-run/react";
import { CircleHelp, Ellipsis, Search } from "lucide-react";
import type { ReactNode } from "react";
import type { Permission } from "../../../server/auth/permissions.ts";
import { Toasts } from "../ui/toast.tsx";
import { AccountMenu } from "./account-menu.tsx";
import type { Team } from "./account-menu.tsx";
import { PaletteOpener } from "./palette-opener.tsx";
import { sectionPath, sectionsFor } from "./sections.ts";
import type { Section } from "./sections.ts";
import { WebsiteSwitcher } from "./website-switcher.tsx";
import type { WebsiteItem } from "./website-switcher.tsx";

const IN_BAR = 4;

type Props = { websites: WebsiteItem[]; current: string; permissions: readonly Permission[]; email: string; name: string | null; teams: Team[]; children: ReactNode };

/** The rail at the left: website, search, sections by group, account. On a phone: the website above, a bar of sections below. */
export function Shell({ websites, current, permissions, email, name, teams, children }: Props) {
  const sections = sectionsFor(permissions);
  const groups = [...new Set(sections.map(({ group }) => group))];
  const busy = useNavigation().state !== "idle";
  return (
    <Toasts>
      <a href="#content" className="sr-only z-50 rounded bg-accent px-4 py-2 text-onaccent focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        To the content
      </a>
      <div aria-hidden className={`fixed inset-x-0 top-0 z-40 h-0.5 bg-accent transition-opacity delay-150 ${busy ? "animate-breathe opacity-100" : "opacity-0"}`} />
      <div className="md:grid md:min-h-screen md:grid-cols-[240px_minmax(0,1fr)]">
        <header className="sticky top-0 z-20 flex items-center gap-1 border-b border-line bg-panel px-2 py-1.5 md:hidden">
          <div className="min-w-0 flex-1">
            <WebsiteSwitcher websites={websites} current={current} />
          </div>
          <PaletteOpener websites={websites} current={current} permissions={permissions} className="inline-flex size-10 items-center justify-center rounded text-soft hover:bg-sunken">
            <Search size={20} aria-hidden />
            <span className="sr-only">Search</span>
          </PaletteOpener>
        </header>
        <aside className="hidden h-screen flex-col gap-3 border-r border-line bg-panel px-2.5 py-3 md:sticky md:top-0 md:flex">
          <WebsiteSwitcher websites={websites} current={current} />
          <PaletteOpener shortcut websites={websites} current={current} permissions={permissions} className="mx-0.5 flex h-8 cursor-pointer items-center gap-2 rounded border border-line px-2 text-[13px] text-soft hover:bg-sunken hover:text-ink">
            <Search size={15} aria-hidden />
            <span className="flex-1 text-left">Search</span>
            <kbd className="rounded border border-line bg-sunken px-1 font-sans text-[11px] leading-4">⌘K</kbd>
          </PaletteOpener>
          <nav aria-label="Sections" className="-mx-1 flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-1 py-1">
            {groups.map((group) => (
              <div key={group} role="group" aria-label={group} className="flex flex-col gap-px">
                {group === "Reports" ? null : <p className="px-2 pb-1 text-xs text-soft">{group}</p>}
                {sections.filter((section) => section.group === group).map((section) => (
                  <RailLink key={section.label} section={section} to={sectionPath(current, section)} />
                ))}
              </div>
            ))}
          </nav>
          <Link to="/docs" className="-my-1 flex items-center gap-2.5 rounded px-2 py-1.5 text-soft transition-colors hover:bg-sunken hover:text-ink">
            <CircleHelp size={17} aria-hidden className="shrink-0" />
            Help
          </Link>
          <AccountMenu email={email} name={name} teams={teams} />
        </aside>
        <main id="content" tabIndex={-1} className="min-w-0 px-4 pt-4 pb-24 outline-none md:px-8 md:py-6">
          {children}
        </main>
        <nav aria-label="Main sections" className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-t border-line bg-panel px-1 pb-[env(safe-area-inset-bottom)] md:hidden">
          {sections.slice(0, IN_BAR).map((section) => (
            <BarLink key={section.label} to={sectionPath(current, section)} end={section.to === ""} label={section.label} icon={<section.Icon size={20} aria-hidden />} />
          ))}
          <BarLink to={`/w/${current}/more`} end label={<>More<span className="sr-only"> pages</span></>} icon={<Ellipsis size={20} aria-hidden />} />
        </nav>
      </div>
    </Toasts>
  );
}

function RailLink({ section: { to: path, label, Icon }, to }: { section: Section; to: string }) {
  return (
    <NavLink to={to} end={path === ""} prefetch="intent" className={({ isActive }) => `group flex items-center gap-2.5 rounded px-2 py-1.5 transition-colors ${isActive ? "bg-tint font-medium text-accent" : "text-soft hover:bg-sunken hover:text-ink"}`}>
      <Icon size={17} aria-hidden className="shrink-0" />
      {label}
    </NavLink>
  );
}

function BarLink({ to, end, label, icon }: { to: string; end: boolean; label: ReactNode; icon: ReactNode }) {
  return (
    <NavLink to={to} end={end} className={({ isActive }) => `flex min-h-13 flex-col items-center justify-center gap-0.5 rounded text-[11px] leading-4 ${isActive ? "font-medium text-accent" : "text-soft"}`}>
      {icon}
      {label}
    </NavLink>
  );
}
