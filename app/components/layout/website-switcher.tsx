import { Link } from "@remix-run/react";
import { Check, ChevronsUpDown, LayoutGrid, Plus } from "lucide-react";
import { formatMoney } from "../../format/format-figures.ts";
import { Menu, MenuItem, MenuLabel, MenuLine } from "../ui/menu.tsx";
import { LetterIcon } from "./letter-icon.tsx";

export type WebsiteItem = { websiteId: string; name: string; domain: string; teamId: string; teamName: string; currency: string; currencyExponent: number; todayNetMinor: number | null };

/** Which website is looked at, with what it earned today; opens the others, by team. */
export function WebsiteSwitcher({ websites, current }: { websites: WebsiteItem[]; current: string }) {
  const chosen = websites.find(({ websiteId }) => websiteId === current);
  const teams = [...new Map(websites.map(({ teamId, teamName }) => [teamId, teamName]))];
  return (
    <Menu
      trigger={
        <Link to="/websites" aria-label={`${chosen?.name ?? "Website"}: choose another website`} className="flex min-w-0 flex-1 items-center gap-2.5 rounded px-2 py-1.5 text-left hover:bg-sunken">
          <LetterIcon name={chosen?.name ?? ""} id={current} />
          <span className="min-w-0 flex-1">
            <span className="block truncate leading-5 font-semibold">{chosen?.name ?? "Choose a website"}</span>
            <span className="block truncate text-xs leading-4 text-soft">{chosen ? today(chosen) : ""}</span>
          </span>
          <ChevronsUpDown size={16} aria-hidden className="shrink-0 text-soft" />
        </Link>
      }
    >
      {teams.map(([teamId, teamName]) => (
        <div key={teamId}>
          <MenuLabel>{teams.length > 1 ? teamName : "Websites"}</MenuLabel>
          {websites.filter((website) => website.teamId === teamId).map((website) => (
            <MenuItem key={website.websiteId}>
              <Link to={`/w/${website.websiteId}`} className="w-72 max-w-full">
                <LetterIcon name={website.name} id={website.websiteId} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{website.name}</span>
                  <span className="block truncate text-xs leading-4 text-soft">{today(website)}</span>
                </span>
                {website.websiteId === current ? <Check size={16} aria-label="Chosen" className="shrink-0 text-accent" /> : null}
              </Link>
            </MenuItem>
          ))}
        </div>
      ))}
      <MenuLine />
      <MenuItem>
        <Link to="/websites">
          <LayoutGrid size={16} aria-hidden className="text-soft" /> All websites
        </Link>
      </MenuItem>
      <MenuItem>
        <Link to="/websites/new">
          <Plus size={16} aria-hidden className="text-soft" /> Add a website
        </Link>
      </MenuItem>
    </Menu>
  );
}

function today({ todayNetMinor, currency, currencyExponent, domain }: WebsiteItem): string {
  return todayNetMinor === null ? domain : `${formatMoney(todayNetMinor, currency, currencyExponent, true)} today`;
}
