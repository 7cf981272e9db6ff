import { Link, useFetcher, useSubmit } from "@remix-run/react";
import { ChevronsUpDown, CircleUser, LogOut, Monitor, Moon, Sun, Users } from "lucide-react";
import { Menu, MenuItem, MenuLabel, MenuLine } from "../ui/menu.tsx";

export type Team = { teamId: string; name: string };

export const THEMES = [
  { theme: "system", label: "As the system", Icon: Monitor },
  { theme: "light", label: "Light", Icon: Sun },
  { theme: "dark", label: "Dark", Icon: Moon },
] as const;

/** Who is logged in: account, teams, appearance, log out. */
export function AccountMenu({ email, name, teams }: { email: string; name: string | null; teams: Team[] }) {
  const { submit: choose } = useFetcher();
  const submit = useSubmit();
  return (
    <Menu
      side="top"
      trigger={
        <Link to="/account" aria-label={`Account of ${email}`} className="flex w-full min-w-0 items-center gap-2.5 rounded px-2 py-1.5 text-left hover:bg-sunken">
          <CircleUser size={20} aria-hidden className="shrink-0 text-soft" />
          <span className="min-w-0 flex-1 truncate">{name || email}</span>
          <ChevronsUpDown size={16} aria-hidden className="shrink-0 text-soft" />
        </Link>
      }
    >
      <MenuLabel>{email}</MenuLabel>
      <MenuItem>
        <Link to="/account">
          <CircleUser size={16} aria-hidden className="text-soft" /> Your account
        </Link>
      </MenuItem>
      {teams.map((team) => (
        <MenuItem key={team.teamId}>
          <Link to={`/teams/${team.teamId}`}>
            <Users size={16} aria-hidden className="text-soft" /> Team {team.name}
          </Link>
        </MenuItem>
      ))}
      <MenuLine />
      <MenuLabel>Appearance</MenuLabel>
      {THEMES.map(({ theme, label, Icon }) => (
        <MenuItem key={theme} onSelect={() => choose({ theme }, { method: "post", action: "/theme" })}>
          <Icon size={16} aria-hidden className="text-soft" /> {label}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => submit(null, { method: "post", action: "/logout" })}>
        <LogOut size={16} aria-hidden className="text-soft" /> Log out
      </MenuItem>
    </Menu>
  );
}
