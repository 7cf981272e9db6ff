/** A list's rows in batches, by its own cursor: page after page, each asked for when the one before was taken. */
export async function* readPages<Row, Cells>(options: { read: (cursor: string | undefined) => Promise<{ rows: readonly Row[]; nextCursor: string | null }>; toRow: (row: Row) => Cells }): AsyncGenerator<Cells[]> {
  for (let cursor: string | undefined; ; ) {
    const { rows, nextCursor } = await options.read(cursor);
    if (rows.length > 0) yield rows.map(options.toRow);
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}
