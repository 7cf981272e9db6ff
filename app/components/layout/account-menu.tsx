import { Form, Link } from "@remix-run/react";
import { ChevronsUpDown, CircleUser, LogOut, Users } from "lucide-react";
import { Opener } from "../ui/opener.tsx";
import { ThemeForm } from "./theme-form.tsx";

export type Team = { teamId: string; name: string };

const ROW = "flex w-full cursor-pointer items-center gap-2.5 rounded px-2 py-1.5 text-left hover:bg-sunken";

/** Who is logged in: account, teams, appearance, log out. */
export function AccountMenu({ email, name, teams }: { email: string; name: string | null; teams: Team[] }) {
  return (
    <Opener
      label={`Account of ${email}`}
      summaryLook={ROW}
      panelLook="absolute bottom-full left-0 mb-1 w-56 p-1"
      summary={
        <>
          <CircleUser size={20} aria-hidden className="shrink-0 text-soft" />
          <span className="min-w-0 flex-1 truncate">{name || email}</span>
          <ChevronsUpDown size={16} aria-hidden className="shrink-0 text-soft" />
        </>
      }
    >
      <p className="truncate px-2 pt-1 pb-1 text-xs text-soft">{email}</p>
      <Link to="/account" className={ROW}>
        <CircleUser size={16} aria-hidden className="text-soft" /> Your account
      </Link>
      {teams.map((team) => (
        <Link key={team.teamId} to={`/teams/${team.teamId}`} className={ROW}>
          <Users size={16} aria-hidden className="text-soft" />
          <span className="truncate">{team.name}</span>
        </Link>
      ))}
      <ThemeForm className="my-1 border-y border-line py-1" buttonClassName={ROW} />
      <Form method="post" action="/logout">
        <button className={ROW}>
          <LogOut size={16} aria-hidden className="text-soft" /> Log out
        </button>
      </Form>
    </Opener>
  );
}
