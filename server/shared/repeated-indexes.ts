/**
 * Which documents of an unordered insert or upsert were there already, by their index. Throws the error when anything else went wrong, also when the others are
 * not known to be on most members yet.
 */
export function repeatedIndexes(error: unknown): Set<number> {
  const { writeErrors, result } = error as { writeErrors?: { code: number; index: number }[] | { code: number; index: number }; result?: { getWriteConcernError?(): unknown } };
  const list = writeErrors === undefined ? [] : [writeErrors].flat();
  if (list.length === 0 || result?.getWriteConcernError?.() || list.some(({ code }) => code !== 11_000)) throw error;
  return new Set(list.map(({ index }) => index));
}
