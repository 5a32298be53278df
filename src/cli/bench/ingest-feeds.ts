import { COMMON_STEMS } from '../../knowledge/common-stems.js';
import { ENTITIES } from '../../knowledge/entities.js';
import { TOPIC_LEXICON } from '../../knowledge/topic-lexicon.js';
import { TOPICS } from '../../knowledge/topics.js';
import { mulberry32, type Random } from '../../ranking/random.js';
import { skewed } from './invented-stories.js';

/** A report that nobody wrote, as a publisher's feed carries it. */
export interface InventedReport {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly url: string;
  /** Index of its publisher. */
  readonly publisher: number;
  /** Id of the report that opened its event, known because it was made for it. */
  readonly event: string;
  /** Id of the report of another publisher that it repeats to the letter. */
  readonly copyOf?: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

export interface InventedFeed {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly url: string;
}

export const PUBLISHERS = 24;

const HOUR = 3_600_000;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
/** Further tellings of an event: none for three in five, else up to seven. */
const RETOLD = 0.4;
const MOST_RETELLINGS = 7;
/** … within so much time, most of them soon. */
const RETELLING_MS = 12 * HOUR;
/** Of the further tellings, those that repeat the first to the letter. */
const COPIED = 0.2;
/** Words that only a few events use, as names of places and things are; the first far more often than the last. */
const RARE_WORDS = 40_000;
const RARE_WORDS_OF_EVENT = 10;
const SYLLABLES = 'bal cor den fen gar hol jun kel lam mor nis por qua rin sol tav ul ver wex zor'.split(' ');

const TITLES = [
  '{e} takes {N} to {r} {c} worth {m}',
  '{N} and {e} agree on {r} {c} after {r} talks',
  '{e} cuts {n} jobs at {r} {c} unit in {P}',
  '{P} court stops {e} from {r} of {N} {c}',
  '{e} shares move as {r} {c} beats forecasts by {p} percent',
  '{N} warns {f} over {r} in {c}',
  'Fire at {r} plant of {e} near {P} halts {c}',
  '{e} shows {r} {c} for {w} in {P}',
] as const;
const SENTENCES = [
  '{e} said on {d} that {N} would bring {r} {c} to {P} for {m}, {w} and {w} {w} included.',
  'The {w} of {r} and {r} concerns {n} {w} {w} in {P}, {w} to {N}, who led the {w} at {f}.',
  '{N} {w} {r} with {w} {w}, which {e} expects to {w} by {p} percent within the {w}.',
  'For {f}, the {r} {w} means {w} {c} and {w} {w} {w} before {d}.',
  'Shares of {e} {w} {p} percent after {r} {w} of {w} {w} at {P} became known on {d}.',
  '{P} and its {w} had asked {e} for {r} {s}, {w} {w} or {w} as late as {d}.',
  'Analysts at {f} put the {w} of {r} {c} at {m} and {w} {w} for {w} {w}.',
  'About {n} people {w} on {r} {w} in {P}, {w} {w} of {N} told {w} {w}.',
  '{e} and {f} {w} {s} in {r}, a {w} that {N} called {w} {w} for {w}.',
  '{N} leaves {e} on {d} to {w} {r} {w} {s} with {w} {w} from {P}.',
] as const;
const SENTENCES_OF_REPORT = 4;

/** What all tellings of one event have in common. */
interface Event {
  readonly title: number;
  readonly rare: readonly string[];
  readonly topics: readonly number[];
  /** Its slots with one value. */
  readonly fixed: Readonly<Record<string, string>>;
  first: InventedReport | undefined;
}

const topicTerms = TOPICS.map(({ id }) => {
  const { core = '', sign = '' } = TOPIC_LEXICON[id];
  const terms = (list: string): string[] =>
    list
      .split(',')
      .map((term) => term.trim())
      .filter((term) => /^[\w .&-]+$/.test(term));
  return { c: terms(core), s: [...terms(sign), ...terms(core)] };
});

/** Everyday words, each as often as in news. */
const common = COMMON_STEMS.flatMap(([perMille, stems]) =>
  stems
    .trim()
    .split(/\s+/)
    .map((stem) => ({ stem, perMille })),
);
const commonUpTo: number[] = [];
for (const { perMille } of common) commonUpTo.push((commonUpTo.at(-1) ?? 0) + perMille);

/**
 * Invents an endless stream of reports in order of publication: events of one to eight tellings by different publishers, in
 * other sentences about the same names, figures and rare words, some of them copies. Everyday words come as often as in
 * news. The same arguments give the same reports.
 * @param from when the first is published, milliseconds since the epoch
 * @param stepMs from one report to the next
 */
export function* inventReports(from: number, stepMs: number, seed: number): Generator<InventedReport, never> {
  const random = mulberry32(seed);
  const due = new Map<number, Event[]>();
  const ready: Event[] = [];
  for (let i = 0; ; i++) {
    ready.push(...(due.get(i) ?? []));
    due.delete(i);
    const at = Math.floor(from + i * stepMs);
    let event = ready.shift();
    if (event === undefined) {
      event = inventEvent(random);
      const retellings = random() < RETOLD ? 1 + skewed(random, MOST_RETELLINGS) : 0;
      for (let r = 0; r < retellings; r++) {
        const step = i + 1 + Math.floor((random() ** 2 * RETELLING_MS) / stepMs);
        due.set(step, [...(due.get(step) ?? []), event]);
      }
    }
    yield tell(random, event, i, at);
  }
}

/** The next so many of a stream. */
export function take<T>(stream: Iterator<T, never>, count: number): T[] {
  return Array.from({ length: count }, () => stream.next().value);
}

export function publisherName(publisher: number): string {
  return `The ${capital(rareWord(7 * publisher + 3))} Post`;
}

export function publisherHost(publisher: number): string {
  return `paper-${publisher}.example`;
}

/** A publisher's feed as its server would send it: RSS, Atom or JSON by turns. */
export function feedOf(publisher: number, reports: readonly InventedReport[]): InventedFeed {
  const host = `https://${publisherHost(publisher)}`;
  const name = publisherName(publisher);
  const kind = KINDS[publisher % KINDS.length]!;
  return {
    bytes: new TextEncoder().encode(kind.write(name, host, reports)),
    contentType: kind.contentType,
    url: `${host}/feed`,
  };
}

const KINDS = [
  { contentType: 'application/rss+xml; charset=utf-8', write: rss },
  { contentType: 'application/atom+xml; charset=utf-8', write: atom },
  { contentType: 'application/feed+json', write: json },
] as const;

function rss(name: string, host: string, reports: readonly InventedReport[]): string {
  const items = reports.map(
    ({ id, title, summary, url, publishedAt }) =>
      `<item><title>${escaped(title)}</title><link>${url}</link><guid isPermaLink="false">${id}</guid>` +
      `<pubDate>${new Date(publishedAt).toUTCString()}</pubDate>` +
      `<description>${escaped(`<p>${escaped(summary)}</p>`)}</description></item>`,
  );
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>${escaped(name)}</title>` +
    `<link>${host}/</link><language>en</language>\n${items.join('\n')}\n</channel></rss>\n`
  );
}

function atom(name: string, host: string, reports: readonly InventedReport[]): string {
  const entries = reports.map(
    ({ id, title, summary, url, publishedAt }) =>
      `<entry><id>urn:report:${id}</id><title>${escaped(title)}</title><link href="${url}"/>` +
      `<updated>${new Date(publishedAt).toISOString()}</updated><summary>${escaped(summary)}</summary></entry>`,
  );
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">` +
    `<id>${host}/feed</id><title>${escaped(name)}</title><link href="${host}/"/>\n${entries.join('\n')}\n</feed>\n`
  );
}

function json(name: string, host: string, reports: readonly InventedReport[]): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: name,
    home_page_url: `${host}/`,
    language: 'en',
    items: reports.map(({ id, title, summary, url, publishedAt }) => ({
      id,
      url,
      title,
      content_text: summary,
      date_published: new Date(publishedAt).toISOString(),
    })),
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function inventEvent(random: Random): Event {
  const rare = (): string => rareWord(skewed(random, RARE_WORDS));
  const name = (): string => ENTITIES[skewed(random, ENTITIES.length)]!.name;
  return {
    title: Math.floor(random() * TITLES.length),
    rare: Array.from({ length: RARE_WORDS_OF_EVENT }, rare),
    topics: Array.from({ length: 1 + Math.floor(2 * random()) }, () => skewed(random, TOPICS.length)),
    fixed: {
      e: name(),
      f: name(),
      N: `${capital(rare())} ${capital(rare())}`,
      P: capital(rare()),
      m: `$${(1 + 90 * random()).toFixed(1)} billion`,
      n: (100 * (1 + Math.floor(180 * random()))).toLocaleString('en'),
      p: (1 + 60 * random()).toFixed(1),
      d: WEEKDAYS[Math.floor(random() * WEEKDAYS.length)]!,
    },
    first: undefined,
  };
}

function tell(random: Random, event: Event, i: number, publishedAt: number): InventedReport {
  const { first } = event;
  const id = `report-${i}`;
  const publisher = first === undefined ? skewed(random, PUBLISHERS) : (first.publisher + i) % PUBLISHERS;
  const isCopy = first !== undefined && publisher !== first.publisher && random() < COPIED;
  const { title, summary } = isCopy ? first : written(random, event);
  const report: InventedReport = {
    id,
    title,
    summary,
    url: `https://${publisherHost(publisher)}/news/${i}`,
    publisher,
    event: first?.id ?? id,
    ...(isCopy ? { copyOf: first.id } : {}),
    publishedAt,
  };
  event.first ??= report;
  return report;
}

function written(random: Random, event: Event): Pick<InventedReport, 'title' | 'summary'> {
  const fill = (template: string): string =>
    template.replace(/\{(\w)\}/g, (_, slot: string) => wordFor(random, event, slot));
  // Some desks find a headline of their own.
  const title = random() < 0.5 ? event.title : Math.floor(random() * TITLES.length);
  const start = Math.floor(random() * SENTENCES.length);
  const sentences = Array.from(
    { length: SENTENCES_OF_REPORT },
    (_, n) => SENTENCES[(start + 3 * n) % SENTENCES.length]!,
  );
  return { title: fill(TITLES[title]!), summary: sentences.map(fill).join(' ') };
}

function wordFor(random: Random, event: Event, slot: string): string {
  if (slot === 'w') return commonWord(random);
  if (slot === 'r') return event.rare[skewed(random, event.rare.length)]!;
  if (slot === 'c' || slot === 's') {
    const terms = topicTerms[event.topics[slot === 'c' ? 0 : event.topics.length - 1]!]![slot];
    return terms[skewed(random, terms.length)]!;
  }
  return event.fixed[slot]!;
}

function commonWord(random: Random): string {
  const wanted = random() * commonUpTo.at(-1)!;
  let [low, high] = [0, commonUpTo.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (commonUpTo[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return common[low]!.stem;
}

/** The same word for the same number, another for another. */
function rareWord(number: number): string {
  let word = '';
  for (let rest = number + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length]!;
  }
  return word;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
