import { parseFeed } from '../../catalog/feeds/parse-feed.js';
import { feedOf, inventReports, PUBLISHERS, take } from './ingest-feeds.js';

const START = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const invented = (count: number, seed = 1) => take(inventReports(START, MINUTE, seed), count);

describe('invented reports', () => {
  const reports = invented(2_000);

  it('are the same for the same seed and others for another', () => {
    expect(invented(50)).toEqual(reports.slice(0, 50));
    expect(invented(50, 2)).not.toEqual(reports.slice(0, 50));
  });

  it('come in order of publication, at an even rate', () => {
    expect(reports.map((one) => one.publishedAt)).toEqual(reports.map((_, i) => START + i * MINUTE));
  });

  it('tell events of one to eight stories, each named by the first of them', () => {
    const events = [...Map.groupBy(reports, (one) => one.event)];
    expect(events.every(([event, stories]) => stories[0]!.id === event)).toBe(true);
    const sizes = new Set(events.map(([, stories]) => stories.length));
    expect([...sizes].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('repeat the first report to the letter in a copy, under another publisher', () => {
    const byId = new Map(reports.map((one) => [one.id, one]));
    const copies = reports.filter((one) => one.copyOf !== undefined);
    expect(copies.length).toBeGreaterThan(100);
    for (const { copyOf, event, title, summary, publisher } of copies) {
      const original = byId.get(copyOf!)!;
      expect(original).toMatchObject({ event, title, summary });
      expect(original.publisher).not.toBe(publisher);
    }
  });
});

describe('invented feeds', () => {
  it.each([0, 1, 2])('can be read back (publisher %i)', (publisher) => {
    const reports = invented(30).map((one) => ({ ...one, publisher }));
    const { bytes, contentType, url } = feedOf(publisher, reports);
    const { items, warnings } = parseFeed(Buffer.from(bytes), { contentType, url });
    expect(warnings).toEqual([]);
    expect(items.map((item) => item.title)).toEqual(reports.map((one) => one.title));
    expect(items.map((item) => item.link)).toEqual(reports.map((one) => one.url));
  });

  it('are of more than one format', () => {
    const types = Array.from({ length: PUBLISHERS }, (_, i) => feedOf(i, []).contentType);
    expect(new Set(types).size).toBe(3);
  });
});
