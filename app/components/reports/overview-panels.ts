import type { Dimension } from "../../report-state/dimensions.ts";

type PanelPlan = { id: string; tabs: readonly Dimension[] };

/** The overview's panels with their tabs; the chosen one is `tab_<id>` in the address, else the first. */
export const PANELS: readonly PanelPlan[] = [
  { id: "sources", tabs: ["channel", "source", "campaign", "keyword", "referrer"] },
  { id: "pages", tabs: ["landing_page", "page", "exit_page"] },
  { id: "places", tabs: ["country", "region", "city"] },
  { id: "devices", tabs: ["browser", "os", "device", "visitor_type"] },
];

export function chosenTab(query: URLSearchParams, { id, tabs }: PanelPlan): Dimension {
  return tabs.find((tab) => tab === query.get(`tab_${id}`)) ?? (tabs[0] as Dimension);
}
