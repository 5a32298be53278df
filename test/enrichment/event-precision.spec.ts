import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { clusterStories, createEventClusterer } from '../../src/enrichment/events/event-clusters.js';
import type { EventStory } from '../../src/enrichment/events/event-terms.js';
import { createUnderstanding } from '../../src/enrichment/understand.js';
import { sharedData } from '../support/shared-data.js';

/** Two stories and whether they tell one event (or are one text), as read by eye. No text of theirs is kept here. */
const verdictSchema = z.object({
  corpus: z.enum(['business-2025-2026', 'tech-2025-2026', 'general-2025', 'headlines-2014']),
  /** `predicted`: by chance from pairs put together; `day`: all pairs found by eye on whole days; `copy`: from near-duplicates. */
  drawn: z.enum(['predicted', 'day', 'copy']),
  stories: z.tuple([z.string(), z.string()]),
  same: z.boolean(),
});
type Verdict = z.infer<typeof verdictSchema>;
type Corpus = Verdict['corpus'];

const rowSchema = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string().optional(),
  source: z.string().optional(),
  summary: z.string().optional(),
  text: z.string().optional(),
  publishedAt: z.string(),
});

const data = sharedData();

async function storiesOf(root: string, corpus: Corpus): Promise<EventStory[]> {
  const folder = corpus === 'headlines-2014' ? 'clusters' : 'stories';
  const lines = (await readFile(join(root, folder, `${corpus}.jsonl`), 'utf8')).trim().split('\n');
  const { understand } = createUnderstanding();
  return lines.map((line) => {
    const story = rowSchema.parse(JSON.parse(line));
    return {
      ...story,
      publishedAt: Date.parse(story.publishedAt),
      entities: understand(story).entities.map(({ entity }) => entity),
    };
  });
}

/** Originals of copies, and the event of each story. */
function decide(stories: readonly EventStory[]): {
  originalOf: Map<string, string>;
  eventOf: Map<string, string>;
} {
  const clusterer = createEventClusterer();
  const originalOf = new Map<string, string>();
  const ordered = stories.toSorted((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1));
  for (const story of ordered) {
    const { duplicateOf } = clusterer.add(story);
    if (duplicateOf !== undefined) originalOf.set(story.id, duplicateOf);
  }
  const eventOf = new Map(clusterStories(stories).flatMap((group) => group.map((id) => [id, group[0]!])));
  return { originalOf, eventOf };
}

if (data === undefined) {
  describe('events judged by eye: ABSENT', () => {
    it('set SCOUT_DATA to measure the precision of events', () => {
      console.warn('The corpora are absent: the precision of events and copies was not measured.');
      expect(data).toBeUndefined();
    });
  });
} else {
  describe('events judged by eye', () => {
    let verdicts: Verdict[];
    const decided = new Map<Corpus, ReturnType<typeof decide>>();

    beforeAll(async () => {
      verdicts = z
        .array(verdictSchema)
        .parse(JSON.parse(await readFile(new URL('event-verdicts.json', import.meta.url), 'utf8')));
      for (const corpus of new Set(verdicts.map((one) => one.corpus))) {
        decided.set(corpus, decide(await storiesOf(data, corpus)));
      }
    }, 240_000);

    const isOneEvent = ({ corpus, stories: [a, b] }: Verdict): boolean => {
      const event = decided.get(corpus)?.eventOf.get(a);
      return event !== undefined && event === decided.get(corpus)?.eventOf.get(b);
    };
    const isCopy = ({ corpus, stories: [a, b] }: Verdict): boolean => {
      const originals = decided.get(corpus)?.originalOf;
      return (originals?.get(b) ?? b) === (originals?.get(a) ?? a);
    };
    const share = (some: readonly Verdict[]): number => some.filter(({ same }) => same).length / some.length;

    it.each(['business-2025-2026', 'tech-2025-2026'] as const)('are mostly right in %s', (corpus) => {
      const drawn = verdicts.filter((one) => one.corpus === corpus && one.drawn === 'predicted');
      expect(drawn).toHaveLength(60);
      const kept = drawn.filter(isOneEvent);
      const recall = drawn.filter((one) => one.same && isOneEvent(one)).length;
      console.info(
        `${corpus}: ${kept.length} of 60 pairs still put together, ${share(kept).toFixed(3)} of them right.`,
      );
      expect(share(kept)).toBeGreaterThanOrEqual(0.72);
      expect(recall / drawn.filter(({ same }) => same).length).toBeGreaterThanOrEqual(0.85);
    });

    it('are mostly found on days that were read whole', () => {
      const pairs = verdicts.filter(({ drawn }) => drawn === 'day');
      const found = pairs.filter(isOneEvent).length / pairs.length;
      console.info(`${pairs.length} pairs of whole days: recall ${found.toFixed(3)}.`);
      expect(found).toBeGreaterThanOrEqual(0.65);
    });

    it('copies are copies', () => {
      const kept = verdicts.filter(({ drawn }) => drawn === 'copy').filter(isCopy);
      console.info(`${kept.length} of 100 judged copies still found, precision ${share(kept).toFixed(3)}.`);
      expect(kept.length).toBeGreaterThanOrEqual(85);
      expect(share(kept)).toBeGreaterThanOrEqual(0.99);
    });
  });
}
