/**
 * The steps that an address holds: `step=page:/pricing*`, `goal:…`, `checkout`, `paid`. The editor's form, which works without JavaScript, sends `kind` and
 * `text` for each step instead; both are read, empty steps are passed over.
 */
export function readFunnel(query: URLSearchParams): { steps: string[]; windowDays: number } {
  const texts = query.getAll("text");
  const typed = query.getAll("kind").flatMap((kind, index) => {
    const text = (texts[index] ?? "").trim();
    if (kind === "checkout" || kind === "paid") return [kind];
    return (kind === "page" || kind === "goal") && text !== "" ? [`${kind}:${text}`] : [];
  });
  const windowDays = Number(query.get("window") ?? 30);
  return { steps: [...query.getAll("step"), ...typed].slice(0, 9), windowDays: Number.isInteger(windowDays) && windowDays >= 1 && windowDays <= 365 ? windowDays : 30 };
}

/** The address of a funnel, with the period and the filters that are on. */
export function funnelAddress(query: URLSearchParams, funnel: { steps: readonly string[]; windowDays: number }): string {
  const next = new URLSearchParams([...query].filter(([name]) => !["step", "kind", "text", "window"].includes(name)));
  for (const step of funnel.steps) next.append("step", step);
  next.set("window", String(funnel.windowDays));
  return `?${next.toString()}`;
}
