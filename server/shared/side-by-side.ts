/**
 * Does groups of tasks side by side, at most `width` groups at a time, and the tasks of one group one after the other. Resolves with the tasks'
 * answers, group by group. After a failure no further group is begun; what runs is waited for, then the first error is thrown.
 */
export async function sideBySide<Item, Result>(groups: Item[][], width: number, run: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[][] = [];
  let next = 0;
  let failed = false;
  async function work(): Promise<void> {
    for (let at = next++; at < groups.length && !failed; at = next++) {
      const done: Result[] = [];
      for (const item of groups[at] as Item[]) done.push(await run(item));
      results[at] = done;
    }
  }
  const workers = Array.from({ length: Math.min(width, groups.length) }, () => work().catch((error: unknown) => ((failed = true), { error })));
  const failure = (await Promise.all(workers)).find((outcome) => outcome !== undefined);
  if (failure) throw failure.error;
  return results.flat();
}
