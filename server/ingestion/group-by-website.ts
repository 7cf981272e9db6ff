/** The ids that records are asked for by, each once, by website: a query needs its tenant. */
export function groupByWebsite<Of extends { websiteId: string }>(records: Of[], idOf: (record: Of) => string): Map<string, string[]> {
  const ids = new Map<string, Set<string>>();
  for (const record of records) {
    const own = ids.get(record.websiteId);
    if (own) own.add(idOf(record));
    else ids.set(record.websiteId, new Set([idOf(record)]));
  }
  return new Map([...ids].map(([websiteId, own]) => [websiteId, [...own]]));
}
