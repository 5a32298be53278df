/** A part of the report: some sentences and one table, whose first row is its head. */
export interface Section {
  readonly title: string;
  readonly text: string;
  /** Cells that begin with a digit, a sign or a dot stand to the right. */
  readonly rows: readonly (readonly string[])[];
}

/** A table with aligned columns. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]!.map((_, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    const right =
      cells.slice(1).some(isFigure) && cells.slice(1).every((cell) => cell === '–' || isFigure(cell));
    return { right, width: Math.max(3, ...cells.map((cell) => cell.length)) };
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [head, ...body] = rows.map((row) =>
    line(
      columns.map(({ right, width }, at) =>
        right ? (row[at] ?? '').padStart(width) : (row[at] ?? '').padEnd(width),
      ),
    ),
  );
  const rule = line(
    columns.map(({ right, width }) => (right ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))),
  );
  return [head, rule, ...body].join('\n');
}

function isFigure(cell: string): boolean {
  return /^[+−]?[\d.]/.test(cell);
}

/** Two decimals, without the leading zero: `.76`. */
export function score(value: number): string {
  return value
    .toFixed(2)
    .replace(/^(-?)0\./, '$1.')
    .replace('-', '−');
}
