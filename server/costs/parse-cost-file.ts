import Papa from "papaparse";
import { buildCost } from "./build-cost.ts";
import type { Cost, CostInput } from "./build-cost.ts";

export type ParsedCostFile = { ok: true; costs: Cost[] } | { ok: false; problems: { line: number; message: string }[] };

export const MAX_COST_LINES = 20_000;
const MAX_PROBLEMS = 50;

/** Column names that people's exports use, by ours. */
const COLUMNS: Record<string, keyof CostInput> = {
  date: "firstDay", day: "firstDay", from: "firstDay", start: "firstDay", "start date": "firstDay",
  to: "lastDay", end: "lastDay", "end date": "lastDay",
  channel: "channel",
  source: "source", utm_source: "source",
  medium: "medium", utm_medium: "medium",
  campaign: "campaign", utm_campaign: "campaign", "campaign name": "campaign",
  cost: "amount", amount: "amount", spend: "amount",
  currency: "currency",
};

/**
 * Reads a CSV of costs (comma, semicolon or tab; first line: column names). All lines are good, or none is taken and each bad one is told by its
 * line number. An apostrophe before = + - @ is a spreadsheet's guard, as our own exports write it, and is taken off. Pure.
 */
export function parseCostFile(text: string, fallbackCurrency: string): ParsedCostFile {
  const refuse = (line: number, message: string): ParsedCostFile => ({ ok: false, problems: [{ line, message }] });
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { delimitersToGuess: [",", ";", "\t"] });
  const broken = errors.find(({ type }) => type === "Quotes");
  if (broken) return refuse((broken.row ?? 0) + 1, "a quotation mark is not closed or stands in the middle of a cell");
  const columns = (data[0] ?? []).map((name) => COLUMNS[name.trim().toLowerCase()] ?? null);
  if (!columns.includes("firstDay") || !columns.includes("amount")) return refuse(1, "the first line must name the columns, with at least date and cost; others are to, channel, source, medium, campaign, currency");
  if (data.length - 1 > MAX_COST_LINES) return refuse(MAX_COST_LINES + 2, `a file may have ${MAX_COST_LINES} lines: split it`);

  const costs = new Map<string, { cost: Cost; line: number }>();
  const problems: { line: number; message: string }[] = [];
  for (const [index, cells] of data.entries()) {
    const line = index + 1;
    if (index === 0 || cells.every((cell) => cell.trim() === "")) continue;
    const built = buildCost({ firstDay: "", lastDay: "", channel: "", source: "", medium: "", campaign: "", amount: "", currency: fallbackCurrency, ...readCells(columns, cells) });
    const earlier = built.ok ? costs.get(built.cost.costKey) : undefined;
    if (!built.ok) problems.push({ line, message: built.message });
    else if (earlier) problems.push({ line, message: `says the same days and names as line ${earlier.line}: add the two up` });
    else costs.set(built.cost.costKey, { cost: built.cost, line });
    if (problems.length >= MAX_PROBLEMS) break;
  }
  if (problems.length > 0) return { ok: false, problems };
  return costs.size > 0 ? { ok: true, costs: [...costs.values()].map(({ cost }) => cost) } : refuse(2, "there is no line with a cost");
}

function readCells(columns: (keyof CostInput | null)[], cells: string[]): Partial<CostInput> {
  const pairs = columns.flatMap((column, index) => {
    const cell = (cells[index] ?? "").trim().replace(/^'(?=[=+\-@\t\r])/, "");
    return column && cell !== "" ? [[column, cell] as const] : [];
  });
  return Object.fromEntries(pairs);
}
