/** Which documents of an unordered insert or upsert were there already, by their index. Throws the error when anything else went wrong. */
export function repeatedIndexes(error: unknown): Set<number> {
  const { writeErrors } = error as { writeErrors?: { code: number; index: number }[] | { code: number; index: number } };
  const list = writeErrors === undefined ? [] : [writeErrors].flat();
  if (list.length === 0 || list.some(({ code }) => code !== 11_000)) throw error;
  return new Set(list.map(({ index }) => index));
}
