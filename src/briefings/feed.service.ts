import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { ConflictError } from '../platform/errors.js';
import { EngagementService } from '../engagement/engagement.service.js';
import { cursorOf } from '../platform/http/cursor.js';
import { RankingProfilesService } from '../ranking-profiles/ranking-profiles.service.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import type { Reader } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import { BriefingViewService, type ItemView } from './briefing-view.service.js';
import { CandidatePoolsService } from './candidate-pools.service.js';
import { ReaderRankingService } from './reader-ranking.service.js';

/** A feed opens as a briefing of so many stories would, under the hard rules … */
export const SLATE = 10;
/** … and goes on by score alone for so many. */
export const MORE = 190;

/** Where a page goes on: the moment of the first page, what was known then of the reader and of everybody, how many were shown. */
const moment = z.int().min(0).max(8.64e15);
const count = z.int().min(0);
const position = z.tuple([moment, moment, moment, count, count, count]);
const cursor = cursorOf('feed', position);

export interface FeedPage {
  readonly reader: string;
  /** The moment that the list was ranked at; the same on every page. */
  readonly asOf: string;
  readonly rankingProfile: { readonly version: number; readonly hash: string };
  readonly items: readonly ItemView[];
  readonly nextCursor?: string;
}

/** The stories of now for one reader, ranked by the same pipeline as a briefing. */
@Injectable()
export class FeedService {
  constructor(
    private readonly readers: ReadersService,
    private readonly pools: CandidatePoolsService,
    private readonly ranking: ReaderRankingService,
    private readonly profiles: RankingProfilesService,
    private readonly views: BriefingViewService,
    private readonly engagement: EngagementService,
    private readonly clock: Clock,
  ) {}

  /**
   * One page. Later pages show the list of the first one, whatever has come in since.
   * @throws ConflictError FEED_CHANGED when the reader or the active ranking profile was changed between two pages
   */
  async page(readerId: string, limit: number, cursorText: string | undefined): Promise<FeedPage> {
    const reader = await this.readers.get(readerId);
    const active = await this.profiles.active();
    const start = this.positionOf(cursorText, reader, active.version);
    const { windowHours } = active.profile.rules;
    const loaded =
      start === undefined
        ? await this.pools.now(windowHours)
        : await this.pools.at(new Date(start.asOf), windowHours, start.signalsAt);
    const knownAt = start?.knownAt ?? (await this.knownAt(reader, loaded.pool.asOf));
    const offset = start?.offset ?? 0;
    const [rankingReader] = await this.ranking.load([reader], new Date(knownAt));
    const { items } = dailyBriefing.run({
      pool: loaded.pool,
      popularity: loaded.popularity,
      learned: loaded.learned,
      profile: active.profile,
      reader: rankingReader!,
      length: SLATE,
      more: MORE,
    });
    const page = items.slice(offset, offset + limit);
    const next = offset + limit;
    return {
      reader: reader.id,
      asOf: new Date(loaded.pool.asOf).toISOString(),
      rankingProfile: { version: active.version, hash: active.hash },
      items: await this.views.liveItems(page, loaded, reader),
      ...(next < items.length
        ? {
            nextCursor: cursor.encode([
              loaded.pool.asOf,
              knownAt,
              loaded.signalsAt,
              next,
              reader.revision,
              active.version,
            ]),
          }
        : {}),
    };
  }

  private positionOf(
    text: string | undefined,
    reader: Reader,
    version: number,
  ): { asOf: number; knownAt: number; signalsAt: number; offset: number } | undefined {
    if (text === undefined) return undefined;
    const [asOf, knownAt, signalsAt, offset, revision, profileVersion] = cursor.decode(text);
    if (revision !== reader.revision || profileVersion !== version) {
      throw new ConflictError(
        'The feed has changed since the first page; start again without a cursor.',
        'FEED_CHANGED',
      );
    }
    return { asOf, knownAt, signalsAt, offset };
  }

  /** Not simply now: until something happens the list stays the same, bit for bit, and whoever has it need not load it again. */
  async knownAt(reader: Reader, asOf: number): Promise<number> {
    const last = await this.engagement.lastReceived(reader.ref, this.clock.now());
    return Math.max(asOf, last?.getTime() ?? 0);
  }
}
