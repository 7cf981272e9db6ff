import { Link } from "@remix-run/react";
import { Check, ChevronsUpDown, LayoutGrid, Plus } from "lucide-react";
import { formatMoney } from "../../format/format-figures.ts";
import { Opener } from "../ui/opener.tsx";
import { LetterIcon } from "./letter-icon.tsx";

export type WebsiteItem = { websiteId: string; name: string; domain: string; teamId: string; teamName: string; currency: string; currencyExponent: number; todayNetMinor: number | null };

const ROW = "flex items-center gap-2.5 rounded px-2 py-1.5 hover:bg-sunken";

/** Which website is looked at, with what it earned today; opens the others, by team. */
export function WebsiteSwitcher({ websites, current }: { websites: WebsiteItem[]; current: string }) {
  const chosen = websites.find(({ websiteId }) => websiteId === current);
  const teams = [...new Map(websites.map(({ teamId, teamName }) => [teamId, teamName]))];
  return (
    <Opener
      label={`${chosen?.name ?? "No website"}: choose another website`}
      summaryLook={`${ROW} w-full`}
      panelLook="absolute top-full left-0 mt-1 max-h-[70vh] w-72 max-w-[calc(100vw-1rem)] overflow-y-auto p-1"
      summary={
        <>
          <LetterIcon name={chosen?.name ?? ""} id={current} />
          <span className="min-w-0 flex-1">
            <span className="block truncate leading-5 font-semibold">{chosen?.name ?? "Choose a website"}</span>
            <span className="block truncate text-xs leading-4 text-soft">{chosen ? today(chosen) : ""}</span>
          </span>
          <ChevronsUpDown size={16} aria-hidden className="shrink-0 text-soft" />
        </>
      }
    >
      {teams.map(([teamId, teamName]) => (
        <ul key={teamId} aria-label={teamName}>
          {teams.length > 1 ? <li className="px-2 pt-1.5 pb-1 text-xs text-soft">{teamName}</li> : null}
          {websites.filter((website) => website.teamId === teamId).map((website) => (
            <li key={website.websiteId}>
              <Link to={`/w/${website.websiteId}`} aria-current={website.websiteId === current ? "true" : undefined} className={ROW}>
                <LetterIcon name={website.name} id={website.websiteId} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{website.name}</span>
                  <span className="block truncate text-xs leading-4 text-soft">{today(website)}</span>
                </span>
                {website.websiteId === current ? <Check size={16} aria-hidden className="shrink-0 text-accent" /> : null}
              </Link>
            </li>
          ))}
        </ul>
      ))}
      <ul className="mt-1 border-t border-line pt-1">
        <li>
          <Link to="/websites" className={ROW}>
            <LayoutGrid size={16} aria-hidden className="text-soft" /> All websites
          </Link>
        </li>
        <li>
          <Link to="/websites/new" className={ROW}>
            <Plus size={16} aria-hidden className="text-soft" /> Add a website
          </Link>
        </li>
      </ul>
    </Opener>
  );
}

function today({ todayNetMinor, currency, currencyExponent, domain }: WebsiteItem): string {
  return todayNetMinor === null ? domain : `${formatMoney(todayNetMinor, currency, currencyExponent, true)} today`;
}
