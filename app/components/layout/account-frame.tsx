import { Form, Link, NavLink } from "@remix-run/react";
import { CircleHelp, LogOut } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Wordmark } from "./wordmark.tsx";

type Team = { teamId: string; name: string };

const look = ({ isActive }: { isActive: boolean }) => `rounded px-3 py-1.5 whitespace-nowrap ${isActive ? "bg-tint font-medium text-accent" : "text-soft hover:bg-sunken hover:text-ink"}`;

/** The frame of what belongs to no website: the user's account and teams. */
export function AccountFrame({ teams, children }: { teams: Team[]; children: ReactNode }) {
  return (
    <>
      <header className="border-b border-line bg-panel">
        <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
          <span className="flex-1 md:flex-none">
            <Wordmark />
          </span>
          <nav aria-label="Account and teams" className="order-last -mx-1 flex basis-full flex-wrap items-center gap-1 md:order-none md:mx-0 md:flex-1 md:basis-0">
            <NavLink to="/websites" end className={look}>
              Websites
            </NavLink>
            <NavLink to="/account" className={look}>
              Account
            </NavLink>
            {teams.map(({ teamId, name }) => (
              <NavLink key={teamId} to={`/teams/${teamId}`} className={look}>
                {name}
              </NavLink>
            ))}
            <NavLink to="/teams/new" className={look}>
              + New team
            </NavLink>
          </nav>
          <Link to="/docs" className="inline-flex items-center gap-2 text-soft hover:text-ink">
            <CircleHelp size={16} aria-hidden /> Help
          </Link>
          <Form method="post" action="/logout">
            <Button plain small>
              <LogOut size={16} aria-hidden /> Log out
            </Button>
          </Form>
        </div>
      </header>
      <main className="px-4 py-6 md:px-8">{children}</main>
    </>
  );
}
