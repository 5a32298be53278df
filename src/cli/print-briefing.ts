import type { BriefingView } from '../briefings/briefings.service.js';
import type { ItemView } from '../briefings/item-view.js';
import { figureTexts } from '../briefings/figure-text.js';
import { nameOf } from '../briefings/names.js';

const WIDTH = 100;
const SHOWN_STATEMENTS = 3;

/** Who a briefing is for, as its heading says. */
export interface Addressee {
  readonly name: string | null;
  readonly role: string;
  readonly industry: string;
  readonly timeZone: string;
}

/** A briefing as text for a terminal, 100 columns wide. */
export function briefingText(briefing: BriefingView, reader: Addressee): string {
  const heading = `Briefing for ${reader.name ?? briefing.reader} · ${nameOf(reader.role)}, ${nameOf(reader.industry)} · ${briefing.date}`;
  const items = briefing.items.map((item, i) => itemText(item, i + 1, reader.timeZone));
  return [heading, '─'.repeat(Math.min(WIDTH, heading.length)), briefing.opening, '', ...items].join('\n');
}

function itemText(item: ItemView, place: number, timeZone: string): string {
  const label =
    item.kind === 'must-know' ? '  [must know]' : item.kind === 'exploring' ? '  [exploring]' : '';
  const indent = '    ';
  const figures = figureTexts(item);
  const statements = item.statements
    .slice(0, SHOWN_STATEMENTS)
    .map(({ text, source }) => wrap(`· ${text} (${source})`, `${indent}  `, indent));
  const news = (item.development?.whatIsNew ?? []).map(({ text, source }) =>
    wrap(`New: ${text} (${source})`, `${indent}     `, indent),
  );
  const others = item.alsoReportedBy.map((teller) => teller.source);
  const by = `${item.source.name}, ${localTime(item.publishedAt, timeZone)}`;
  return [
    wrap(`${String(place).padStart(2)}. ${item.headline}${label}`, indent)
      .trimStart()
      .padStart(1),
    ...news,
    ...(item.lead === '' ? [] : [wrap(item.lead, indent, indent)]),
    ...statements,
    wrap(`Why: ${item.reasons.map((reason) => reason.text).join(' · ')}`, `${indent}     `, indent),
    ...(figures.length === 0
      ? []
      : [wrap(`Turns on: ${figures.join(' · ')}`, `${indent}          `, indent)]),
    wrap(
      `${item.topics.map((topic) => topic.name).join(', ')} — ${by}${others.length === 0 ? '' : `; also ${others.join(', ')}`}`,
      indent,
      indent,
    ),
    ...(item.url === null ? [] : [`${indent}${item.url}`]),
    '',
  ].join('\n');
}

/** Hour and, when it is not the reader's today, weekday of a story in the reader's zone. */
function localTime(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(new Date(at));
}

/** Breaks at spaces so that no line is longer than the terminal's hundred columns; a longer word stands alone. */
export function wrap(text: string, indent: string, first = ''): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const start = lines.length === 0 ? first : indent;
    if (line !== start && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === start ? start + word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
