import type { MailItem, MailPassage, MailSource, MailWords } from './mail-words.js';

const WIDTH = 76;

/** The mail for readers of plain text; says what the HTML says. */
export function mailText(words: MailWords): string {
  const { links } = words;
  return [
    'Scout · your briefing',
    '',
    wrapped(words.opening, ''),
    ...words.items.flatMap(itemText),
    '',
    '-- ',
    ...(links.settings === undefined ? [] : [`Change what you get: ${links.settings}`]),
    `Unsubscribe: ${links.unsubscribe}`,
    '',
  ].join('\n');
}

function itemText(item: MailItem): string[] {
  const mark = item.mark === undefined ? '' : `${item.mark.toUpperCase()}: `;
  const lines = [
    ...item.whatIsNew.map((passage) => `New: ${passageText(passage)}`),
    ...(item.lead.length === 0 ? [] : [item.lead.map(passageText).join(' ')]),
    ...item.statements.map((passage) => `· ${passageText(passage)}`),
    ...(item.figures === '' ? [] : [`Figures: ${item.figures}`]),
    ...(item.why.length === 0 ? [] : [`Why this: ${item.why.join(' · ')}`]),
  ];
  return [
    '',
    '',
    wrapped(`${item.place}. ${mark}${item.headline}`, '   '),
    ...lines.map((line) => wrapped(line, '   ', '   ')),
    ...(item.whyLink === undefined ? [] : [`   More on why: ${item.whyLink}`]),
    ...(item.topics === '' ? [] : [wrapped(`Topics: ${item.topics}`, '   ', '   ')]),
    ...(item.also.length === 0
      ? []
      : [wrapped(`Reported by ${item.also.map(({ name }) => name).join(', ')}`, '   ', '   ')]),
    ...sourceLines(item),
  ];
}

/** Every address that the item cites, once. */
function sourceLines(item: MailItem): string[] {
  const cited = [...item.whatIsNew, ...item.lead, ...item.statements].map((passage) => passage.source);
  const seen = new Set<string>();
  return [item.source, ...cited, ...item.also].flatMap((source) => {
    const line = sourceText(source);
    if (seen.has(line)) return [];
    seen.add(line);
    return [`   ${line}`];
  });
}

function passageText({ text, source }: MailPassage): string {
  return `${text} (${source.name})`;
}

function sourceText({ name, link }: MailSource): string {
  return link === undefined ? name : `${name}: ${link}`;
}

/** Breaks at spaces; a longer word stands alone. */
function wrapped(text: string, indent: string, first = ''): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else {
      line = empty ? line + word : `${line} ${word}`;
    }
    empty = false;
  }
  return [...lines, line].join('\n');
}
