/** Numbers for the values of one dimension, for as long as a website's columns are in memory. Code 0 is "no value". */
export type Dictionary = { values: (string | null)[]; codes: Map<string, number> };

export function createDictionary(): Dictionary {
  return { values: [null], codes: new Map() };
}

export function codeOf(dictionary: Dictionary, value: string | null): number {
  if (value === null) return 0;
  let code = dictionary.codes.get(value);
  if (code === undefined) {
    code = dictionary.values.length;
    dictionary.values.push(value);
    dictionary.codes.set(value, code);
  }
  return code;
}

/** The smallest kind of array that holds the numbers. */
export type Column = Uint8Array | Uint16Array | Uint32Array;

/**
 * Memory for numbers on their way into a column, the same again and again: a day's columns are made anew at each refresh, and arrays of ever other lengths,
 * each in use for a millisecond, leave holes that nothing fits into. Every number of it is to be set, and it is used up before anything else gets its turn.
 */
export function createWorkspace(): (length: number) => Uint32Array {
  let memory = new Uint32Array(0);
  return (length) => {
    if (memory.length < length) memory = new Uint32Array(length + (length >> 2));
    return memory.subarray(0, length);
  };
}

const localCodes = createWorkspace();

let sharedZeros = new Uint8Array(0);

/** What nothing is told in, or the same of all rows (a website's one host name), is many a column of a day: they share one array. */
function zeros(length: number): Uint8Array {
  if (sharedZeros.length < length) sharedZeros = new Uint8Array(length + (length >> 2));
  return sharedZeros.subarray(0, length);
}

/** Whether an array takes no memory of its own. */
export function isShared(array: ArrayBufferView): boolean {
  return array.buffer === sharedZeros.buffer;
}

/** Numbers in the smallest array that holds them. Not to be written to. */
export function narrow(numbers: ArrayLike<number>): Column {
  let max = 0;
  for (let index = 0; index < numbers.length; index += 1) if ((numbers[index] as number) > max) max = numbers[index] as number;
  if (max === 0) return zeros(numbers.length);
  return max < 256 ? new Uint8Array(numbers) : max < 65_536 ? new Uint16Array(numbers) : new Uint32Array(numbers);
}

/** A column of values: the dictionary's code of row `i` is `remap[codes[i]]`. */
export type DictColumn = { codes: Column; remap: Uint32Array };

/** Codes of the dictionary as a column with its own small numbers. */
export function localize(codes: ArrayLike<number>): DictColumn {
  let highest = 0;
  for (let row = 0; row < codes.length; row += 1) if ((codes[row] as number) > highest) highest = codes[row] as number;
  const places = new Int32Array(highest + 1).fill(-1);
  const remap: number[] = [];
  const small = localCodes(codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] as number;
    let place = places[code] as number;
    if (place < 0) {
      places[code] = place = remap.length;
      remap.push(code);
    }
    small[row] = place;
  }
  return { codes: narrow(small), remap: Uint32Array.from(remap) };
}
