import { createDictionary } from "./dictionary.ts";
import type { Dictionary } from "./dictionary.ts";
import { DIMENSIONS } from "./dimensions.ts";
import type { Dimension } from "./dimensions.ts";

/** `customer` is who paid, as far as is known; `payingVisitor` whom a payment is linked to. */
export type DictionaryName = Dimension | "currency" | "customer" | "payingVisitor";
export type Dictionaries = Record<DictionaryName, Dictionary>;

export function createDictionaries(): Dictionaries {
  const names: DictionaryName[] = [...DIMENSIONS, "currency", "customer", "payingVisitor"];
  return Object.fromEntries(names.map((name) => [name, createDictionary()])) as Dictionaries;
}
