/** The first `limit` of the codes by `compare`, in order, and how many more there are: without sorting the rest. Pure. */
export function takeTop(codes: Iterable<number>, limit: number, compare: (a: number, b: number) => number): { top: number[]; beyond: number } {
  const top: number[] = [];
  let beyond = 0;
  for (const code of codes) {
    if (top.length === limit && compare(code, top[limit - 1] as number) >= 0) {
      beyond += 1;
      continue;
    }
    let [low, high] = [0, top.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(code, top[middle] as number) < 0) high = middle;
      else low = middle + 1;
    }
    top.splice(low, 0, code);
    if (top.length > limit) {
      top.pop();
      beyond += 1;
    }
  }
  return { top, beyond };
}
