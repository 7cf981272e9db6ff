import { dropWords } from "../drop-words.ts";
import { count } from "../facts.ts";
import type { Check } from "../facts.ts";

/**
 * Which hits came in and were not counted? Foreign hosts have a finding of their own; robots, and browsers that ask
 * not to be tracked, are dropped as they should be.
 */
export const hitsDropped: Check = ({ drops, lastHitAt }) => {
  const others = drops.filter(({ reason }) => reason !== "foreign_hostname");
  const [first] = others.filter(({ reason }) => reason !== "bot" && reason !== "privacy_signal");
  const figures = others.map(({ reason, count: number }) => ({ label: `Dropped because ${dropWords(reason).because}`, value: String(number) }));
  if (!lastHitAt && others.length > 0) return { id: "hits-dropped", status: "problem", title: "The script is there, but every hit was dropped.", figures, recommendation: dropWords((first ?? others[0])?.reason ?? "").advice, action: dropWords((first ?? others[0])?.reason ?? "").action };
  if (first) return { id: "hits-dropped", status: "warning", title: `${count(first.count, "hit was", "hits were")} dropped in 7 days because ${dropWords(first.reason).because}.`, figures, recommendation: dropWords(first.reason).advice, action: dropWords(first.reason).action };
  return lastHitAt ? { id: "hits-dropped", status: "good", title: "No visit of a person was dropped against your wish.", figures: figures.length > 0 ? figures : [{ label: "Dropped in 7 days", value: "none" }], recommendation: "Nothing to do.", action: null } : null;
};
