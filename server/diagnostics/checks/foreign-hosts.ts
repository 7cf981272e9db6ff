import { dropWords } from "../drop-words.ts";
import { count } from "../facts.ts";
import type { Check } from "../facts.ts";

/** Do hits come from hosts that are not this website's? */
export const foreignHosts: Check = ({ drops, website }) => {
  const foreign = drops.find(({ reason }) => reason === "foreign_hostname")?.count ?? 0;
  if (foreign === 0) return null;
  const { advice, action } = dropWords("foreign_hostname");
  return { id: "foreign-hosts", status: "warning", title: `${count(foreign, "hit was", "hits were")} dropped in 7 days because the page’s host is neither ${website.domain} nor one of its further hosts.`, figures: [{ label: "Dropped in 7 days", value: String(foreign) }], recommendation: `${advice} A copy of your page elsewhere also causes this.`, action };
};
