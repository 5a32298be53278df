import { placeAll } from '../catalog/events/event-assignment.js';
import { slugOf } from '../catalog/sources/source.js';
import { createUnderstanding } from '../enrichment/understand.js';
import type { Understanding } from '../enrichment/understanding.js';
import { learnedStory, poolStory, type UnderstoodStory } from '../briefings/pool-story.js';
import { wishesOf } from '../engagement/engagement.service.js';
import { learnBehaviour, popularActs, type BehaviourEvent } from '../ranking/behaviour.js';
import { buildCandidatePool, type CandidatePool } from '../ranking/candidate-pool.js';
import type { Engagement } from '../ranking/engagements.js';
import { ENGAGEMENT_WINDOW_MS, popularityColumns, type PopularityColumns } from '../ranking/popularity.js';
import type { RankingReader } from '../ranking/reader.js';
import { withinWishes } from '../ranking/wishes.js';
import { createTextReader } from '../readers/stated-profiles.service.js';
import { understandReader } from '../readers/reader-draft.js';
import { statedProfile } from '../readers/stated-profile.js';
import type { FileEvent, FileReader, FileStory } from './input-files.js';

/** Authority of a source of which nothing is known. */
const UNKNOWN_AUTHORITY = 0.5;

/** A story of a file with all that the service would know of it. */
export interface OfflineStory extends UnderstoodStory {
  readonly understanding: Understanding;
  readonly sourceName: string;
  readonly url: string | undefined;
}

/**
 * Understands and clusters stories as ingestion does, without a database.
 * @param fallback publication time of a story that states none, milliseconds
 */
export function understandStories(stories: readonly FileStory[], fallback: number): OfflineStory[] {
  const understander = createUnderstanding();
  const understood = stories.map((story) => {
    const at = story.publishedAt === undefined ? NaN : Date.parse(story.publishedAt);
    return {
      story,
      understanding: understander.understand(story),
      publishedAt: Number.isNaN(at) ? fallback : at,
    };
  });
  const places = placeAll(
    understood.map(({ story, understanding, publishedAt }) => ({
      ...story,
      publishedAt,
      entities: understanding.entities.map((tag) => tag.entity),
    })),
  );
  return understood.map(({ story, understanding, publishedAt }) => ({
    ...understanding,
    id: story.id,
    title: story.title,
    url: story.url,
    ...places.get(story.id)!,
    source: story.source,
    sourceName: story.source,
    authority: UNKNOWN_AUTHORITY,
    publishedAt,
    understanding,
  }));
}

/** What an offline run ranks with; the same shapes as in the service. */
export interface OfflineWorld {
  readonly pool: CandidatePool;
  readonly popularity: PopularityColumns;
  readonly readers: readonly RankingReader[];
}

/**
 * Builds pool and readers of a moment. Events after `asOf` count for nothing; follows and mutes change the reader, the rest is
 * learned from.
 * @throws InvalidInputError for a reader whose role, industry or entities cannot be matched
 */
export function offlineWorld(
  stories: readonly OfflineStory[],
  readers: readonly FileReader[],
  events: readonly FileEvent[],
  asOf: Date,
): OfflineWorld {
  const now = asOf.getTime();
  const byId = new Map(stories.map((story) => [story.id, story]));
  const learned = new Map(stories.map((story) => [story.id, learnedStory(story)]));
  const textReader = createTextReader();
  const pool = buildCandidatePool(stories.map(poolStory), now);
  const past = events
    .filter((event) => Date.parse(event.at) <= now)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const byReader = Map.groupBy(past, (event) => event.reader);
  const engagements: Engagement[] = [];
  const ranking = readers.map((reader): RankingReader => {
    const own = byReader.get(reader.id) ?? [];
    const { draft } = understandReader(reader.id, withWishes(reader, own, byId));
    const behaviour = own.flatMap((event): BehaviourEvent[] => {
      if (event.story === undefined || event.type === 'follow' || event.type === 'mute') return [];
      return [
        { type: event.type, story: event.story, at: Date.parse(event.at), dwellSeconds: event.dwellSeconds },
      ];
    });
    const ofTheDay = behaviour.filter((event) => now - event.at <= ENGAGEMENT_WINDOW_MS);
    for (const act of popularActs(ofTheDay))
      engagements.push({ ...act, role: draft.role, industry: draft.industry });
    const stated = statedProfile(
      { ...draft, mutedSources: sourcesNamed(draft.mutedSources, stories) },
      textReader,
    );
    return {
      id: reader.id,
      stated,
      behaviour: withinWishes(
        stated,
        learnBehaviour(behaviour, (id) => learned.get(id), now),
      ),
      delivered: new Map(),
    };
  });
  return { pool, popularity: popularityColumns(pool, engagements), readers: ranking };
}

/** Muted sources as the stories of the file name them; a reader may give the name or, as in the service, the id made of it. */
function sourcesNamed(muted: readonly string[], stories: readonly OfflineStory[]): string[] {
  if (muted.length === 0) return [];
  const wanted = new Set(muted.map((name) => slugOf(name, name)));
  return [...new Set(stories.map((story) => story.source))].filter((name) => wanted.has(slugOf(name, name)));
}

/** The reader with the lists that follows and mutes ask for, later ones last. */
function withWishes(
  reader: FileReader,
  events: readonly FileEvent[],
  stories: ReadonlyMap<string, OfflineStory>,
): FileReader {
  const followedTopics = new Set(reader.followedTopics);
  const mutedTopics = new Set(reader.mutedTopics);
  const followedEntities = new Set(reader.followedEntities);
  const mutedSources = new Set(reader.mutedSources);
  for (const event of events) {
    const leadingTopic = event.story === undefined ? undefined : stories.get(event.story)?.topics[0]?.topic;
    for (const wish of wishesOf(event, leadingTopic)) {
      if ('entity' in wish) followedEntities.add(wish.entity);
      else if ('source' in wish) mutedSources.add(wish.source);
      else {
        const [add, remove] =
          wish.kind === 'follow' ? [followedTopics, mutedTopics] : [mutedTopics, followedTopics];
        add.add(wish.topic);
        remove.delete(wish.topic);
      }
    }
  }
  return {
    ...reader,
    followedTopics: [...followedTopics],
    mutedTopics: [...mutedTopics],
    followedEntities: [...followedEntities],
    mutedSources: [...mutedSources],
  };
}
