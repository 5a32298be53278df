import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CatalogService } from '../catalog/catalog.service.js';
import type { StoryRecord } from '../catalog/stories/story.js';
import { NotFoundError } from '../platform/errors.js';
import type { ProfileVersion } from '../ranking-profiles/ranking-profile.repository.js';
import { RankingProfilesService } from '../ranking-profiles/ranking-profiles.service.js';
import { inTheLists, type Restate } from '../ranking/changes.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import type { RankingReader } from '../ranking/reader.js';
import { type Way, whatItTakes } from '../ranking/what-it-takes.js';
import { type Obstacle, type Why, WhyNot, type WhyRequest } from '../ranking/why-not.js';
import type { Reader } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import { StatedProfilesService } from '../readers/stated-profiles.service.js';
import { BriefingViewService } from './briefing-view.service.js';
import { type ItemView, itemViewSchema } from './item-view.js';
import { type BriefingRecord, BriefingRepository } from './briefing.repository.js';
import { CandidatePoolsService, type LoadedPool } from './candidate-pools.service.js';
import { DevelopmentsService } from './developments.service.js';
import { FeedService, MORE, SLATE } from './feed.service.js';
import { evidenceName } from './reason-text.js';
import { ReaderRankingService } from './reader-ranking.service.js';
import {
  CHANGED_SINCE,
  NOT_YET,
  obstacleDetail,
  obstacleText,
  wayText,
  whyText,
  type WhyNames,
} from './why-text.js';

const HOUR = 3_600_000;

const changeSchema = z.object({
  kind: z.enum([
    'follow-topic',
    'follow-entity',
    'unmute-topic',
    'unmute-source',
    'unhide',
    'weight',
    'rule',
    'boost',
  ]),
  id: z.string(),
  from: z.number().optional(),
  to: z.number().optional(),
});

export const whyViewSchema = z
  .object({
    reader: z.string(),
    story: z.string(),
    headline: z.string(),
    date: z
      .string()
      .optional()
      .meta({ description: 'of the briefing that was asked about; absent: the feed' }),
    asOf: z.string(),
    rankingProfile: z.object({ version: z.number(), hash: z.string() }),
    learned: z.number().optional().meta({ description: 'version of what was learned; absent: nothing was' }),
    text: z.string().meta({ description: 'the answer for the reader' }),
    place: z.number().nullable().meta({ description: 'from 1; null: not in the list' }),
    listed: z.number().meta({ description: 'stories in the list' }),
    slots: z.number().meta({ description: 'places that are given by the rules; a feed goes on by score' }),
    kind: itemViewSchema.shape.kind.nullable(),
    score: z.number().nullable().meta({ description: 'z in logits; null for what is no candidate' }),
    contributions: itemViewSchema.shape.contributions,
    reasons: itemViewSchema.shape.reasons,
    obstacles: z
      .array(
        z.object({
          stage: z.enum(['filter', 'firstPass', 'minScore', 'rule', 'place']),
          name: z.string(),
          text: z.string(),
          detail: z.string().meta({ description: 'the same in numbers, for the product team' }),
          evidence: z.array(z.object({ type: z.string(), id: z.string(), name: z.string() })),
          stories: z.array(z.object({ story: z.string(), headline: z.string().nullable() })),
          numbers: z.record(z.string(), z.number()),
        }),
      )
      .meta({ description: 'what stood between the story and the slots, in the order of the pipeline' }),
    ways: z
      .array(
        z.object({
          text: z.string(),
          changes: z.array(changeSchema),
          place: z.number(),
          score: z.number(),
        }),
      )
      .meta({ description: 'what would have brought it in: each was tried on the same pipeline' }),
    replay: z.object({ sameList: z.boolean() }).optional().meta({
      description:
        'the briefing was made again for the answer; where the list differs, reader or stories have changed since',
    }),
  })
  .meta({ id: 'Why' });
export type WhyView = z.output<typeof whyViewSchema>;

/** A list that is asked about. */
interface Asked {
  readonly reader: Reader;
  readonly profile: ProfileVersion;
  readonly loaded: LoadedPool;
  readonly request: WhyRequest;
  /** Version of what was learned that the list was made with; 0 without. */
  readonly learned: number;
  readonly date?: string;
}

/** Why a story is on a reader's list, or why not. */
@Injectable()
export class WhyService {
  constructor(
    private readonly readers: ReadersService,
    private readonly stated: StatedProfilesService,
    private readonly catalog: CatalogService,
    private readonly pools: CandidatePoolsService,
    private readonly ranking: ReaderRankingService,
    private readonly profiles: RankingProfilesService,
    private readonly feed: FeedService,
    private readonly briefings: BriefingRepository,
    private readonly developments: DevelopmentsService,
    private readonly views: BriefingViewService,
  ) {}

  /** Of the feed as it is now. @throws NotFoundError for an unknown reader or story */
  async inFeed(readerId: string, story: string): Promise<WhyView> {
    const reader = await this.readers.get(readerId);
    const profile = await this.profiles.active();
    const loaded = await this.pools.now(profile.profile.rules.windowHours);
    const knownAt = await this.feed.knownAt(reader.id, loaded.pool.asOf);
    const [rankingReader] = await this.ranking.load([reader], new Date(knownAt));
    const request = { ...requestOf(loaded, profile, rankingReader!), length: SLATE, more: MORE };
    const learned = loaded.learned?.weightsVersion ?? 0;
    return await this.answer({ reader, profile, loaded, request, learned }, await this.recordOf(story));
  }

  /**
   * Of a briefing that was delivered. What stands in it is told as it was stored; the rest by making it again, with what was known
   * then. The statement of a reader has no history: what they follow and mute is as of today.
   * @throws NotFoundError for an unknown reader or story, or where there is no briefing of the date
   */
  async inBriefing(readerId: string, story: string, date: string): Promise<WhyView> {
    const reader = await this.readers.get(readerId);
    const record = await this.briefings.find(reader.ref, date);
    if (record === undefined) throw new NotFoundError('briefing of', date);
    const about = await this.recordOf(story);
    const profile = await this.profiles.get(record.profileVersion);
    const { windowHours } = profile.profile.rules;
    const loaded = await this.pools.at(record.createdAt, windowHours);
    const delivered = await this.developments.deliveredTo(
      [reader.ref],
      loaded,
      windowHours,
      record.createdAt,
    );
    const [rankingReader] = await this.ranking.load([reader], record.createdAt, delivered);
    const { seed, learned } = record.content.trace;
    const request = { ...requestOf(loaded, profile, rankingReader!), length: reader.length, seed };
    const asked = { reader, profile, loaded, request, learned, date };
    const stored = await this.stored(asked, record, about);
    return stored ?? (await this.answer(asked, about, record));
  }

  private async recordOf(story: string): Promise<StoryRecord> {
    const [record] = await this.catalog.byIds([story]);
    if (record === undefined) throw new NotFoundError('story', story);
    return record;
  }

  private async answer(asked: Asked, record: StoryRecord, briefing?: BriefingRecord): Promise<WhyView> {
    const { reader, loaded, request } = asked;
    const whyNot = new WhyNot(dailyBriefing, request);
    const why = whyNot.of(record.id);
    const listed = whyNot.result.items.length;
    const replay = briefing && {
      sameList:
        whyNot.result.items.map(({ id }) => loaded.stories.get(id)!.ref).join() ===
        briefing.content.items.map(({ storyRef }) => storyRef).join(),
    };
    if (why === undefined || (briefing !== undefined && why.obstacles.length === 0)) {
      const obstacles = [why === undefined ? notInPool(record, loaded, request) : CHANGED_SINCE];
      return this.view(asked, record, { place: null, listed, obstacles, ways: [], replay });
    }
    const ways = whatItTakes(whyNot, why, dailyBriefing, this.restating(reader));
    const [item] = await this.views.liveItems(
      [{ ...why, id: why.story, kind: why.kind ?? 'ranked' }],
      loaded,
      reader,
    );
    return this.view(asked, record, { ...why, item: item!, ways, replay });
  }

  /** Undefined where the briefing does not hold the story. */
  private async stored(
    asked: Asked,
    { createdAt, content: { items } }: BriefingRecord,
    record: StoryRecord,
  ): Promise<WhyView | undefined> {
    const at = items.findIndex(({ storyRef }) => storyRef === record.ref);
    if (at < 0) return undefined;
    const [views] = await this.views.storedItems([{ createdAt, items: [items[at]!] }], asked.reader);
    const [item] = views!;
    const { kind } = items[at]!;
    return this.view(asked, record, {
      place: at + 1,
      listed: items.length,
      kind,
      obstacles: [],
      ways: [],
      item,
    });
  }

  private view(
    { reader, profile, loaded, request, learned, date }: Asked,
    record: StoryRecord,
    found: Pick<Why, 'place' | 'listed' | 'obstacles'> & {
      readonly kind?: Why['kind'];
      readonly item?: ItemView | undefined;
      readonly ways: readonly Way[];
      readonly replay?: { readonly sameList: boolean } | undefined;
    },
  ): WhyView {
    const { place, listed, kind = null, obstacles, item, ways, replay } = found;
    const titleOf = (id: string): string | undefined => loaded.stories.get(id)?.title;
    const names: WhyNames = { source: record.sourceName, titleOf };
    const reasons = item?.reasons ?? [];
    const told = { title: record.title, source: record.sourceName };
    return {
      reader: reader.id,
      story: record.id,
      headline: item?.headline ?? record.title,
      ...(date === undefined ? {} : { date }),
      asOf: new Date(request.pool.asOf).toISOString(),
      rankingProfile: { version: profile.version, hash: profile.hash },
      ...(learned === 0 ? {} : { learned }),
      text: whyText(
        { place, obstacles },
        request.length,
        reasons.map((reason) => reason.text),
        ways,
        names,
      ),
      place,
      listed,
      slots: request.length,
      kind,
      score: item?.score ?? null,
      contributions: item?.contributions ?? {},
      reasons,
      obstacles: obstacles.map((obstacle) => ({
        stage: obstacle.stage,
        name: obstacle.name,
        text: obstacleText(obstacle, names),
        detail: obstacleDetail(obstacle),
        evidence: obstacle.evidence.map(({ type, id }) => ({
          type,
          // An event's own key is of the database.
          id: type === 'event' ? record.id : id,
          name: evidenceName({ type, id }, told, titleOf),
        })),
        stories: obstacle.stories.map((id) => ({ story: id, headline: titleOf(id) ?? null })),
        numbers: { ...obstacle.numbers },
      })),
      ways: ways.map((way) => ({
        text: wayText(way, names),
        changes: way.changes.map((change) => ({ ...change })),
        place: way.place,
        score: way.score,
      })),
      ...(replay === undefined ? {} : { replay }),
    };
  }

  /** What a follow means is more than its list: the names that stand for a topic, the beat of who covers one. */
  private restating(reader: Reader): Restate {
    return (stated, change) => {
      const { followedTopics, followedEntities, mutedTopics, mutedSources } = inTheLists(stated, change);
      return this.stated.whatIf({ ...reader, followedTopics, followedEntities, mutedTopics, mutedSources });
    };
  }
}

function requestOf(
  { pool, popularity, learned }: LoadedPool,
  { profile }: ProfileVersion,
  reader: RankingReader,
): Omit<WhyRequest, 'length'> {
  return { pool, popularity, learned, profile, reader };
}

/** A known story that is no candidate: out of the window, or not understood by the moment of the list. */
function notInPool({ publishedAt }: StoryRecord, { pool }: LoadedPool, { profile }: WhyRequest): Obstacle {
  const ageHours = (pool.asOf - publishedAt.getTime()) / HOUR;
  const { windowHours } = profile.rules;
  if (ageHours >= 0 && ageHours <= windowHours) return NOT_YET;
  return { ...NOT_YET, name: ageHours < 0 ? 'future' : 'tooOld', numbers: { ageHours, windowHours } };
}
