/** One record of a CSV text, and the line on which it begins, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Records of a CSV text (RFC 4180): quoted fields may hold commas, doubled quotes and line ends; empty lines are left out. A
 * quote that is never closed takes the rest of the text into one field.
 */
export function* csvRecords(text: string): Generator<CsvRecord> {
  let line = 1;
  let begun = 1;
  let fields: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const { field, next } = text[at] === '"' ? quoted(text, at) : plain(text, at);
    fields.push(field);
    for (let k = at; k < next; k++) if (text[k] === '\n') line++;
    at = next + 1;
    if (text[next] === ',') {
      if (next + 1 < text.length) continue;
      fields.push('');
    }
    if (fields.length > 1 || fields[0] !== '') yield { line: begun, fields };
    fields = [];
    line++;
    begun = line;
  }
}

interface Field {
  readonly field: string;
  /** Where its comma or line feed stands. */
  readonly next: number;
}

function plain(text: string, at: number): Field {
  let next = at;
  while (next < text.length && text[next] !== ',' && text[next] !== '\n') next++;
  const end = text[next - 1] === '\r' && next > at ? next - 1 : next;
  return { field: text.slice(at, end), next };
}

function quoted(text: string, at: number): Field {
  let field = '';
  let from = at + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close < 0) return { field: field + text.slice(from), next: text.length };
    field += text.slice(from, close);
    if (text[close + 1] !== '"') {
      const rest = plain(text, close + 1);
      return { field: field + rest.field, next: rest.next };
    }
    field += '"';
    from = close + 2;
  }
}
