import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ConflictError, NotFoundError } from '../platform/errors.js';
import { BodyMemory } from '../platform/http/body-memory.js';
import { cursorOf } from '../platform/http/cursor.js';
import { entityTag, noneMatch, TaggedAnswer } from '../platform/http/etag.js';
import { Together } from '../platform/together.js';
import { RankingProfilesService } from '../ranking-profiles/ranking-profiles.service.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import type { ReaderStamp } from '../readers/reader.js';
import { readerIdSchema } from '../readers/reader-schema.js';
import { ReadersService } from '../readers/readers.service.js';
import { BriefingViewService } from './briefing-view.service.js';
import { CandidatePoolsService, type LoadedPool } from './candidate-pools.service.js';
import { FeedReadersService } from './feed-readers.service.js';
import { type FeedStamp, FeedStampRepository } from './feed-stamp.repository.js';

/** A feed opens as a briefing of so many stories would, under the hard rules … */
export const SLATE = 10;
/** … and goes on by score alone for so many. */
export const MORE = 190;

/** Where a page goes on: the moment of the first page, what was known then of the reader and of everybody, how many were shown. */
const moment = z.int().min(0).max(8.64e15);
const count = z.int().min(0);
const position = z.tuple([moment, moment, moment, count, count, count]);
const cursor = cursorOf('feed', position);

/** The tag of an answer that is known, for those who ask again. */
const KNOWN_TAGS = 50_000;

/** The stories of now for one reader, ranked by the same pipeline as a briefing. */
@Injectable()
export class FeedService {
  /** By what the answer depends on; in the order in which they were made. */
  private readonly tags = new Map<string, string>();
  private readonly numbers = new WeakMap<LoadedPool, number>();
  private pooled = 0;
  private readonly bodies = new BodyMemory();
  private readonly stamped = new Together((ids: readonly string[]) => this.stamps.find(ids));

  constructor(
    private readonly readers: ReadersService,
    private readonly stamps: FeedStampRepository,
    private readonly pools: CandidatePoolsService,
    private readonly feedReaders: FeedReadersService,
    private readonly profiles: RankingProfilesService,
    private readonly views: BriefingViewService,
  ) {}

  /**
   * One page as JSON. Later pages show the list of the first one, whatever has come in since.
   * @param known tags of answers that the caller has, as `If-None-Match` names them
   * @throws NotFoundError; ConflictError FEED_CHANGED when the reader or the active ranking profile was changed between two pages
   */
  async page(
    readerId: string,
    limit: number,
    cursorText: string | undefined,
    known?: string,
  ): Promise<TaggedAnswer> {
    const stamp = await this.stampOf(readerId);
    const { version, profile, hash } =
      stamp.profileVersion === null
        ? await this.profiles.active()
        : await this.profiles.get(stamp.profileVersion);
    const start = this.positionOf(cursorText, stamp, version);
    const { windowHours } = profile.rules;
    const loaded =
      start === undefined
        ? await this.pools.now(windowHours)
        : await this.pools.at(new Date(start.asOf), windowHours, start.signalsAt);
    const knownAt = start?.knownAt ?? knownBy(stamp, loaded.pool.asOf);
    const offset = start?.offset ?? 0;
    const key = [
      this.numberOf(loaded),
      stamp.ref,
      stamp.revision,
      stamp.heard,
      knownAt,
      version,
      offset,
      limit,
    ].join();
    const before = this.tags.get(key);
    if (before !== undefined && !noneMatch(known, before)) return new TaggedAnswer(before, undefined);

    const { ranking, told } = await this.feedReaders.get(stamp, loaded, knownAt);
    const next = offset + limit;
    const { items, filled } = dailyBriefing.rank({
      pool: loaded.pool,
      popularity: loaded.popularity,
      learned: loaded.learned,
      profile,
      reader: ranking,
      length: SLATE,
      // One more than is shown says whether there is another page. What follows the slate never changes what stands before it.
      more: Math.min(MORE, next + 1),
      page: [offset, next],
    });
    const shown = this.views.shownTexts(items, loaded);
    const texts = this.views.liveTexts(items, shown instanceof Promise ? await shown : shown, loaded, told);
    const head = {
      reader: stamp.id,
      asOf: new Date(loaded.pool.asOf).toISOString(),
      rankingProfile: { version, hash },
    };
    const more =
      next < filled
        ? `,"nextCursor":"${cursor.encode([loaded.pool.asOf, knownAt, loaded.signalsAt, next, stamp.revision, version])}"`
        : '';
    const begin = `${JSON.stringify(head).slice(0, -1)},"items":[`;
    const end = `]${more}}`;
    // A tag of what is shared by its digest: as strong as one of all the bytes, of which most are the same for everybody.
    const tag = entityTag([begin, ...texts.flatMap(({ digest, own }) => [digest, own]), end].join(''));
    this.remember(key, tag);
    if (!noneMatch(known, tag)) return new TaggedAnswer(tag, undefined);
    const pieces = texts.flatMap(({ shared, own }, i) => (i === 0 ? [shared, own] : [',', shared, own]));
    return new TaggedAnswer(tag, this.bodies.join([begin, ...pieces, end]));
  }

  /** Not simply now: until something happens the list stays the same, bit for bit, and whoever has it need not load it again. */
  async knownAt(readerId: string, asOf: number): Promise<number> {
    return knownBy(await this.readers.stamp(readerId), asOf);
  }

  private async stampOf(readerId: string): Promise<FeedStamp> {
    const stamp = readerIdSchema.safeParse(readerId).success ? await this.stamped.get(readerId) : undefined;
    if (stamp === undefined) throw new NotFoundError('reader', readerId);
    return stamp;
  }

  /** A pool of one moment may be loaded twice, and the second time tell more of its events. */
  private numberOf(loaded: LoadedPool): number {
    let number = this.numbers.get(loaded);
    if (number === undefined) this.numbers.set(loaded, (number = ++this.pooled));
    return number;
  }

  private remember(key: string, tag: string): void {
    if (this.tags.size >= KNOWN_TAGS) this.tags.delete(this.tags.keys().next().value!);
    this.tags.set(key, tag);
  }

  private positionOf(
    text: string | undefined,
    reader: ReaderStamp,
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
}

function knownBy({ heardAt }: ReaderStamp, asOf: number): number {
  return Math.max(asOf, heardAt?.getTime() ?? 0);
}
