import type { BriefingContent, Cited, ContentItem } from './briefing-contents.js';

const LONGEST_SUBJECT = 120;
/** Control characters, and those that turn or hide what stands beside them. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF]+/gu;

/** One line as it may stand in a header and in a text: no line breaks, nothing that is not seen. */
export function oneLine(text: string): string {
  return text.replaceAll(UNPRINTABLE, ' ').replaceAll(/\s+/g, ' ').trim();
}

/** An address that a mail may link to; undefined for anything but http and https. */
export function linkOf(url: string | null): string | undefined {
  if (url === null || !URL.canParse(url)) return undefined;
  const { protocol, href, username, password } = new URL(url);
  if (username !== '' || password !== '') return undefined;
  return protocol === 'http:' || protocol === 'https:' ? href : undefined;
}

/** A source with its link where there is one. */
export interface MailSource {
  readonly name: string;
  readonly link?: string;
}

/** Sentences one after another from one source. */
export interface MailPassage {
  readonly text: string;
  readonly source: MailSource;
}

export interface MailItem {
  readonly place: number;
  readonly headline: string;
  readonly link?: string;
  readonly mark?: string;
  readonly whatIsNew: readonly MailPassage[];
  readonly lead: readonly MailPassage[];
  readonly statements: readonly MailPassage[];
  readonly figures: string;
  /** Why it is here, the strongest reason first. */
  readonly why: readonly string[];
  readonly whyLink?: string;
  readonly topics: string;
  readonly source: MailSource;
  readonly also: readonly MailSource[];
}

/** Where a mail leads besides its stories. */
export interface MailLinks {
  readonly unsubscribe: string;
  readonly settings?: string;
  /** Where the reader sees why a story is there; absent without such a page. */
  readonly why?: (story: string) => string;
}

/** Everything that a mail says, cleaned and in order. HTML and text are two renderings of it. */
export interface MailWords {
  readonly subject: string;
  readonly opening: string;
  readonly items: readonly MailItem[];
  readonly links: MailLinks;
}

/** The words of a briefing as a mail. */
export function mailWords(content: BriefingContent, links: MailLinks): MailWords {
  return {
    subject: subjectOf(content),
    opening: oneLine(content.opening),
    items: content.items.map((item, i) => itemWords(item, i + 1, links)),
    links,
  };
}

/** The leading headline, cut at a word. */
function subjectOf(content: BriefingContent): string {
  const headline = oneLine(content.items[0]?.headline ?? '');
  if (headline === '') return `Nothing today that is worth your time · ${oneLine(content.dateText)}`;
  if (headline.length <= LONGEST_SUBJECT) return headline;
  return `${headline
    .slice(0, LONGEST_SUBJECT)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/\s+\S*$/, '')} …`;
}

const MARKS = { 'must-know': 'Must know', exploring: 'Outside your usual' } as const;

function itemWords(item: ContentItem, place: number, links: MailLinks): MailItem {
  return {
    place,
    headline: oneLine(item.headline),
    ...optional('link', linkOf(item.url)),
    ...optional('mark', item.mark === null ? undefined : MARKS[item.mark]),
    whatIsNew: passages(item.whatIsNew),
    lead: passages(item.lead),
    statements: item.statements.flatMap((statement) => passages([statement])),
    figures: item.figures.map(oneLine).join(' · '),
    why: item.reasons.map(oneLine),
    ...optional('whyLink', links.why?.(item.story)),
    topics: item.topics.map(oneLine).join(', '),
    source: sourceOf(item.source, item.url),
    also: item.alsoReportedBy.map(({ source, url }) => sourceOf(source, url)),
  };
}

/** Sentences of one source in a row are one passage, so that it is named once. */
function passages(sentences: readonly Cited[]): MailPassage[] {
  const joined: { text: string; source: MailSource }[] = [];
  for (const { sentence, source, url } of sentences) {
    const text = oneLine(sentence);
    const last = joined.at(-1);
    const from = sourceOf(source, url);
    if (last?.source.name === from.name && last.source.link === from.link) last.text = `${last.text} ${text}`;
    else joined.push({ text, source: from });
  }
  return joined;
}

function sourceOf(name: string, url: string | null): MailSource {
  return { name: oneLine(name), ...optional('link', linkOf(url)) };
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}
