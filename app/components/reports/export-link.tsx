import { useParams } from "@remix-run/react";
import { Download } from "lucide-react";
import { buttonLook } from "../ui/button.tsx";

type Given = Record<string, string | string[]>;

/** The table as a CSV file, for the period and filters that the page shows. */
export function ExportLink({ table, ask, label = "CSV" }: { table: string; ask: { from?: string; to?: string; filters?: Given } & { [name: string]: unknown }; label?: string }) {
  const { websiteId = "" } = useParams();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(ask)) if (typeof value === "string" && name !== "websiteId") query.set(name, value);
  for (const [name, value] of Object.entries(ask.filters ?? {})) for (const one of [value].flat()) query.append(`filter_${name}`, one);
  return (
    <a href={`/w/${websiteId}/export/${table}.csv?${query.toString()}`} download className={buttonLook({ quiet: true, small: true })}>
      <Download size={16} aria-hidden className="text-soft" />
      {label}
      <span className="sr-only"> file of this table</span>
    </a>
  );
}
