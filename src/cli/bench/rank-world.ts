import { learnedStory, poolStory, type UnderstoodStory } from '../../briefings/pool-story.js';
import { learnBehaviour } from '../../ranking/behaviour.js';
import type { PoolStory } from '../../ranking/candidate-pool.js';
import type { Engagement } from '../../ranking/engagements.js';
import { mulberry32 } from '../../ranking/random.js';
import type { RankingReader } from '../../ranking/reader.js';
import type { ReaderDraft } from '../../readers/reader.js';
import { statedProfile } from '../../readers/stated-profile.js';
import { createTextReader } from '../../readers/stated-profiles.service.js';
import { inventHistory } from './invented-readers.js';
import type { InventedStory } from './invented-stories.js';

/** Events that an earlier briefing told a reader who has a history. */
const DELIVERED = 10;

/** Candidates beyond the stories that were understood are those again, under other ids, events and times. */
export function candidatesOf(stories: readonly UnderstoodStory[], count: number): PoolStory[] {
  const own = stories.slice(0, count).map(poolStory);
  return Array.from({ length: count }, (_, i) => {
    const round = Math.floor(i / own.length);
    const story = own[i % own.length]!;
    if (round === 0) return story;
    return {
      ...story,
      id: `${story.id}.${round}`,
      event: `${story.event}.${round}`,
      publishedAt: story.publishedAt - round,
    };
  });
}

/** Makes readers for ranking, every other one with a history of its own. */
export function readerMaker(
  understood: readonly UnderstoodStory[],
  stories: readonly InventedStory[],
  now: number,
  seed: number,
): (draft: ReaderDraft) => RankingReader {
  const textReader = createTextReader();
  const learned = new Map(understood.map((story) => [story.id, learnedStory(story)]));
  const random = mulberry32(seed);
  return (draft) => {
    const events = inventHistory(random, stories, now);
    const told = events.length === 0 ? [] : events.slice(0, DELIVERED);
    return {
      id: draft.id,
      stated: statedProfile(draft, textReader),
      behaviour: learnBehaviour(events, (id) => learned.get(id), now),
      delivered: new Map(told.map(({ story, at }) => [learned.get(story)!.event, at])),
    };
  };
}

/** One engagement of each reader with one of the stories, the first ones far more often, within the last day. */
export function inventEngagements(
  stories: readonly string[],
  readers: readonly Pick<ReaderDraft, 'role' | 'industry'>[],
  now: number,
  seed: number,
): Engagement[] {
  const random = mulberry32(seed);
  return readers.map(({ role, industry }) => ({
    story: stories[Math.floor(stories.length * random() ** 2)]!,
    at: now - Math.floor(24 * 3_600_000 * random()),
    value: 0.5,
    role,
    industry,
  }));
}
