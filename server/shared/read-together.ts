import DataLoader from "dataloader";

type Keys = string | { $in: string[] };
type Question<Document> = PromiseLike<Document[]> & { limit(most: number): Question<Document>; sort(by: Record<string, 1 | -1>): Question<Document> };

const KEYS_A_QUERY = 100;
/** A common question's documents are read up to here; when there may be more, each key is asked about alone. */
const MOST = 1_000;

/**
 * A reader of the documents that belong to a key of a tenant (a website, a team), in the given order. Who asks at the same moment is answered by one query a tenant; nothing
 * is remembered, so an answer is never older than its question. Several askers may get the same objects. `most` bounds the answer for one key.
 */
export function readTogether<Document>(options: {
  find(tenant: string, keys: Keys): Question<Document>;
  keyOf(document: Document): string | null;
  inOrder(a: Document, b: Document): number;
  /** Which documents of very many are given: the first by `sort`. */
  most?: { sort: Record<string, 1 | -1>; limit: number };
}): (tenant: string, key: string) => Promise<Document[]> {
  const { find, keyOf, inOrder, most } = options;

  async function readAlone(tenant: string, key: string): Promise<Document[]> {
    return most ? find(tenant, key).sort(most.sort).limit(most.limit) : find(tenant, key);
  }

  async function readAll(tenant: string, keys: string[]): Promise<Map<string, Document[]>> {
    const answers = new Map<string, Document[]>(keys.map((key) => [key, []]));
    const found = keys.length > 1 ? await find(tenant, { $in: keys }).limit(MOST) : null;
    if (found && found.length < MOST) for (const document of found) answers.get(keyOf(document) ?? "")?.push(document);
    else for (const key of keys) answers.set(key, await readAlone(tenant, key));
    for (const [key, documents] of answers) answers.set(key, documents.sort(inOrder).slice(0, most?.limit));
    return answers;
  }

  const loader = new DataLoader<{ tenant: string; key: string }, Document[]>(
    async (questions) => {
      const keys = new Map<string, Set<string>>();
      for (const { tenant, key } of questions) keys.set(tenant, (keys.get(tenant) ?? new Set()).add(key));
      const answers = new Map(await Promise.all([...keys].map(async ([tenant, own]) => [tenant, await readAll(tenant, [...own])] as const)));
      return questions.map(({ tenant, key }) => answers.get(tenant)?.get(key) ?? []);
    },
    { cache: false, maxBatchSize: KEYS_A_QUERY },
  );
  return (tenant, key) => loader.load({ tenant, key });
}
