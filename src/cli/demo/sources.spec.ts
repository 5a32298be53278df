import { parseFeed } from 'feedsmith';
import iconv from 'iconv-lite';
import { INDUSTRIES } from '../../knowledge/industries.js';
import { ROLES } from '../../knowledge/roles.js';
import { TOPICS } from '../../knowledge/topics.js';
import { EXPECTED_EVENTS } from './expected-events.js';
import { DEMO_READERS } from './readers.js';
import { DEMO_SOURCES, renderDemoFeed, type DemoSource } from './sources.js';

const NOW = new Date('2026-03-01T06:59:30Z'); // three days that cross the end of February

function textOf(source: DemoSource, now = NOW): string {
  const text = iconv.decode(renderDemoFeed(source, now).body, source.encoding ?? 'utf8');
  return source.encoding === 'latin1' ? text : text.replace(/^\uFEFF/, '');
}

const rendered = DEMO_SOURCES.map((source) => ({ source, text: textOf(source) }));
const feeds = rendered.map(({ source, text }) => ({ source, text, parsed: parseFeed(text) }));

function itemsOf(parsed: { feed: object }): readonly { title?: unknown }[] {
  const feed = parsed.feed as { items?: { title?: unknown }[]; entries?: { title?: unknown }[] };
  return feed.items ?? feed.entries ?? [];
}

/** The elements left open, or closed out of turn; empty for a well-nested document. */
function unclosedTags(xml: string): string[] {
  const open: string[] = [];
  const bare = xml.replaceAll(/<!\[CDATA\[[^]*?\]\]>/g, '');
  expect(bare.replaceAll(/&(amp|lt|gt|quot);/g, '')).not.toContain('&');
  for (const [, slash, name, selfClosing] of bare.matchAll(/<(\/?)([\w:]+)[^<>]*?(\/?)>/g)) {
    if (selfClosing === '/') continue;
    if (slash === '') open.push(name!);
    else if (open.at(-1) === name) open.pop();
    else return [...open, `/${name ?? ''}`];
  }
  return open;
}

describe('demo sources', () => {
  it('has at least twelve feeds, 66 stories and four formats', () => {
    expect(feeds.length).toBeGreaterThanOrEqual(12);
    expect(feeds.reduce((sum, feed) => sum + itemsOf(feed.parsed).length, 0)).toBeGreaterThanOrEqual(66);
    expect(new Set(feeds.map((feed) => feed.parsed.format))).toEqual(new Set(['rss', 'rdf', 'atom', 'json']));
    const versions = feeds.map((feed) => /<(?:rss|feed) version="([\d.]+)"/.exec(feed.text)?.[1]);
    expect(versions).toEqual(expect.arrayContaining(['2.0', '0.91', '0.92', '0.3']));
  });

  it.each(rendered)('$source.id is well-formed and every date is filled in', ({ source, text }) => {
    expect(text).not.toMatch(/\{\{|\}\}|Invalid/);
    if (source.file.endsWith('.json')) expect(() => JSON.parse(text) as unknown).not.toThrow();
    else expect(unclosedTags(text)).toEqual([]);
    for (const item of itemsOf(parseFeed(text))) expect(item.title).toBeTruthy();
  });

  it('dates every story within the three days before now, in the format of its feed', () => {
    const times: number[] = [];
    for (const { text } of rendered) {
      for (const [, tag, date] of text.matchAll(
        /<(pubDate|dc:date|published|issued)>([^<]+)<|"date_published": "([^"]+)"/g,
      )) {
        if (tag === 'pubDate')
          expect(date).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})$/);
        else if (tag !== undefined) expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
        if (date !== undefined) times.push(Date.parse(date));
      }
    }
    expect(times.length).toBeGreaterThan(60);
    for (const time of times) {
      expect(time).toBeLessThan(NOW.getTime());
      expect(time).toBeGreaterThan(NOW.getTime() - 72 * 3_600_000);
    }
  });

  it('keeps the ages of stories at whatever hour it runs, and zones only change how a time is written', () => {
    const source = DEMO_SOURCES.find((one) => one.id === 'companyrecord')!;
    const date = (now: string): string =>
      /<published>([^<]+)</.exec(textOf(source, new Date(now)))?.[1] ?? 'none';
    expect(date('2026-03-01T07:00:00Z')).toBe('2026-02-28T13:05:00-08:00');
    expect(Date.parse(date('2026-03-01T02:30:00Z'))).toBe(Date.parse('2026-02-28T16:35:00Z'));
  });

  it('serves UTF-16 and ISO-8859-1 as declared', () => {
    const utf16 = renderDemoFeed(
      DEMO_SOURCES.find((one) => one.encoding === 'utf16le')!,
      NOW,
    ).body;
    expect([...utf16.subarray(0, 4)]).toEqual([0xff, 0xfe, 0x3c, 0x00]);
    const latin1 = DEMO_SOURCES.find((one) => one.encoding === 'latin1')!;
    expect(textOf(latin1)).toContain('André Lefèvre');
    expect(textOf(latin1)).toContain('£70 million');
  });

  it('tells at least eight events in three or more outlets, one of them Amazon and OpenAI', () => {
    const links = feeds.flatMap(
      ({ text }) => text.match(/https:\/\/[\w.-]+\/(?:news|articles)\/[\w-]+/g) ?? [],
    );
    const known = new Set(links);
    const outlets = Object.values(EXPECTED_EVENTS).map((told) => {
      for (const link of told) expect(known).toContain(link);
      return new Set(told.map((link) => new URL(link).hostname)).size;
    });
    expect(outlets.filter((count) => count >= 3).length).toBeGreaterThanOrEqual(8);
    expect(EXPECTED_EVENTS['amazon-openai']?.length).toBeGreaterThanOrEqual(8);
  });
});

describe('demo readers', () => {
  it('are eight different people whose roles, industries, topics and zones exist', () => {
    expect(DEMO_READERS).toHaveLength(8);
    expect(new Set(DEMO_READERS.map((reader) => `${reader.role} ${reader.industry}`)).size).toBe(8);
    const topics = new Set<string>(TOPICS.map((topic) => topic.id));
    for (const reader of DEMO_READERS) {
      expect(ROLES.some((role) => role.id === reader.role)).toBe(true);
      expect(INDUSTRIES.some((industry) => industry.id === reader.industry)).toBe(true);
      for (const topic of [...(reader.followedTopics ?? []), ...(reader.mutedTopics ?? [])]) {
        expect(topics).toContain(topic);
      }
      expect(() => new Intl.DateTimeFormat('en', { timeZone: reader.timeZone })).not.toThrow();
    }
  });
});
