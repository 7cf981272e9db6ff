import { Form, Link, useRouteLoaderData } from "@remix-run/react";
import { ChevronRight, CircleHelp, CircleUser, LayoutGrid, LogOut, Plus, Users } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { Page } from "../components/layout/page.tsx";
import { sectionPath, sectionsFor } from "../components/layout/sections.ts";
import { ThemeForm } from "../components/layout/theme-form.tsx";
import { Button, buttonLook } from "../components/ui/button.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { pageTitle } from "../page-title.ts";
import type { loader as websiteLoader } from "./website.tsx";

export const meta = pageTitle("More");

/** Everything that the rail holds, as a page: for phones, and without JavaScript. */
export default function More() {
  const data = useRouteLoaderData<typeof websiteLoader>("routes/website");
  if (!data) return null;
  const { website, teams, email } = data;
  return (
    <Page title="More" lead={email} width="narrow">
      <Panel flush title={website.name}>
        <List items={sectionsFor(website.permissions).map((section) => ({ to: sectionPath(website.websiteId, section), label: section.label, Icon: section.Icon }))} />
      </Panel>
      <Panel flush title="Websites, teams, account and help">
        <List
          items={[
            { to: "/websites", label: "All websites", Icon: LayoutGrid },
            { to: "/websites/new", label: "Add a website", Icon: Plus },
            ...teams.map(({ teamId, name }) => ({ to: `/teams/${teamId}`, label: name, Icon: Users })),
            { to: "/account", label: "Your account", Icon: CircleUser },
            { to: "/docs", label: "Help", Icon: CircleHelp },
          ]}
        />
      </Panel>
      <Panel title="Appearance">
        <ThemeForm className="flex flex-wrap gap-2" buttonClassName={buttonLook({ quiet: true })} />
      </Panel>
      <Form method="post" action="/logout">
        <Button quiet>
          <LogOut size={16} aria-hidden /> Log out
        </Button>
      </Form>
    </Page>
  );
}

function List({ items }: { items: { to: string; label: string; Icon: LucideIcon }[] }) {
  return (
    <ul className="divide-y divide-line">
      {items.map(({ to, label, Icon }) => (
        <li key={to}>
          <Link to={to} className="flex items-center gap-3 px-4 py-3 hover:bg-sunken">
            <Icon size={18} aria-hidden className="text-soft" />
            <span className="flex-1">{label}</span>
            <ChevronRight size={16} aria-hidden className="text-soft" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
