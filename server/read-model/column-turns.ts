import { setImmediate } from "node:timers/promises";
import { localize } from "./dictionary.ts";
import type { DictColumn } from "./dictionary.ts";

const MANY_ROWS = 1_000;

/** Makes columns of many rows one after the other, so that what else is to be done gets its turn in between; those of few at once. */
export function columnTurns(rows: number) {
  const inTurn = async <Made>(make: () => Made): Promise<Made> => {
    if (rows > MANY_ROWS) await setImmediate();
    return make();
  };
  return {
    inTurn,
    /** A column for each name, of the website's codes that `codes` gives for it. */
    columns: async <Name extends string>(names: readonly Name[], codes: (index: number, name: Name) => ArrayLike<number>): Promise<Record<Name, DictColumn>> => {
      const made: Partial<Record<Name, DictColumn>> = {};
      for (const [index, name] of names.entries()) made[name] = await inTurn(() => localize(codes(index, name)));
      return made as Record<Name, DictColumn>;
    },
  };
}
