/** A cell: its text, and how it is painted once its width is known. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const GAP = '  ';

/** Lines of aligned columns. The last column is never padded, so that no line ends in blanks. */
export function alignRows(rows: readonly (readonly Cell[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach(({ text }, column) => {
      widths[column] = Math.max(widths[column] ?? 0, text.length);
    });
  }
  return rows.map((row) => {
    const last = row.findLastIndex(({ text }) => text !== '');
    return row
      .slice(0, last + 1)
      .map(({ text, paint = String }, column) =>
        column === last ? paint(text) : paint(text) + ' '.repeat((widths[column] ?? 0) - text.length),
      )
      .join(GAP);
  });
}
