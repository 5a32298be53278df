import { parseFeed } from 'feedsmith';
import iconv from 'iconv-lite';
import { pairwiseF1 } from '../../enrichment/events/cluster-evaluation.js';
import { clusterStories } from '../../enrichment/events/event-clusters.js';
import type { EventStory } from '../../enrichment/events/event-terms.js';
import { createUnderstanding } from '../../enrichment/understand.js';
import { EXPECTED_EVENTS } from './expected-events.js';
import { DEMO_SOURCES, renderDemoFeed } from './sources.js';

interface AnyItem {
  readonly [key: string]: unknown;
  readonly links?: readonly { readonly href?: string }[];
  readonly guid?: { readonly value?: string };
  readonly dc?: { readonly dates?: readonly string[] };
}

const firstText = (...values: unknown[]): string => {
  for (const value of values) {
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'object' && value !== null && 'value' in value) return firstText(value.value);
  }
  return '';
};

function demoStories(): EventStory[] {
  const now = new Date('2026-03-02T07:00:00Z');
  const { understand } = createUnderstanding();
  return DEMO_SOURCES.flatMap((source) => {
    const { feed } = parseFeed(iconv.decode(renderDemoFeed(source, now).body, source.encoding ?? 'utf8'));
    const { items, entries } = feed as { items?: unknown; entries?: unknown };
    const stories = ((items ?? entries) as AnyItem[]).map((item) => ({
      id: firstText(item['link'], item['url'], item.links?.[0]?.href, item.guid).replace(/\?.*/, ''),
      title: firstText(item['title']),
      summary: firstText(item['summary'], item['description'], item['content_text']),
      source: source.name,
      publishedAt: Date.parse(
        firstText(
          item['pubDate'],
          item['date_published'],
          item['published'],
          item['issued'],
          item.dc?.dates?.[0],
        ),
      ),
    }));
    return stories.map((story) => ({
      ...story,
      entities: understand(story).entities.map(({ entity }) => entity),
    }));
  });
}

describe('events of the demo', () => {
  it('are found by clustering, and nothing else is', () => {
    const stories = demoStories();
    expect(stories.length).toBeGreaterThanOrEqual(66);
    expect(stories.every((story) => story.id !== '' && story.title !== '')).toBe(true);
    const score = pairwiseF1(clusterStories(stories), Object.values(EXPECTED_EVENTS));
    expect(score.precision).toBeGreaterThanOrEqual(0.98);
    expect(score.recall).toBeGreaterThanOrEqual(0.95);
  });
});
