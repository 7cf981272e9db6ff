import Papa from "papaparse";

export type Cell = string | number | boolean | null;

/** How a formula begins. Papa Parse's own rule overlooks text with a line break in it. */
const FORMULA = /^[=+\-@\t\r]/;

/** Lines of CSV (RFC 4180, CRLF). Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers are left alone. Pure. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return rows.length === 0 ? "" : `${Papa.unparse(rows as Cell[][], { escapeFormulae: FORMULA, newline: "\r\n" })}\r\n`;
}

/** A whole table in pieces: a byte order mark, so that spreadsheets read UTF-8, the names of the columns, then batch after batch as it is asked for. */
export async function* writeCsv(columns: readonly string[], batches: AsyncIterable<readonly (readonly Cell[])[]> | Iterable<readonly (readonly Cell[])[]>): AsyncGenerator<string> {
  yield `\uFEFF${csvLines([columns])}`;
  for await (const batch of batches) if (batch.length > 0) yield csvLines(batch);
}
