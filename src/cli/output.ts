import { isatty } from 'node:tty';

/** A command failed for a reason that one line tells; exit 1. */
export class CommandError extends Error {}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

/** Writes one line to standard output; results go there and nowhere else. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One JSON value on one line. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Says something to the person at the terminal, beside the results. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A bar on standard error while something long runs; nothing where nobody looks. */
export class Progress {
  private shown = -1;

  constructor(
    private readonly label: string,
    private total: number,
    readonly visible = isatty(2),
  ) {}

  /** Of a number that becomes known on the way. */
  of(total: number): void {
    this.total = total;
  }

  at(done: number): void {
    const percent = this.total === 0 ? 100 : Math.floor((100 * Math.min(done, this.total)) / this.total);
    if (!this.visible || percent === this.shown) return;
    this.shown = percent;
    const filled = Math.round(percent / 5);
    process.stderr.write(
      `\r${this.label} [${'█'.repeat(filled)}${'·'.repeat(20 - filled)}] ${done}/${this.total} `,
    );
  }

  end(): void {
    if (this.visible && this.shown >= 0) process.stderr.write('\r\x1b[2K');
  }
}

/** Columns of equal width, for people; numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map(String));
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)));
  return cells
    .map((row, r) =>
      row
        .map((cell, i) =>
          typeof rows[r]![i] === 'number' ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
