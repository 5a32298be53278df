import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import type { StoryRecord } from '../catalog/stories/story.js';
import type { StoredEvent } from '../engagement/behaviour-event.repository.js';
import { EngagementService } from '../engagement/engagement.service.js';
import { Clock } from '../platform/clock.js';
import { Together } from '../platform/together.js';
import type { KnownStory } from '../ranking/behaviour.js';
import { type CompiledReader, compileReader } from '../ranking/compiled-reader.js';
import { StatedPacker } from '../readers/packed-stated.js';
import { TextReader, TextWriter } from '../readers/packed-text.js';
import type { Reader, ReaderStamp } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import { StatedProfilesService } from '../readers/stated-profiles.service.js';
import type { LoadedPool } from './candidate-pools.service.js';
import { packEvents, unpackEvents } from './packed-events.js';
import { knownStory } from './pool-story.js';
import type { ReasonReader } from './reason-text.js';
import {
  compiledFrom,
  type KnownEvent,
  ReaderRankingService,
  withSourceIds,
} from './reader-ranking.service.js';

/** Bytes that the readers seen last may take: some two hundred thousand with a history. */
const READER_BYTES = 128 * 2 ** 20;
/** Of an entry without its texts: the object, its place in the map, two strings' heads. */
const ENTRY_BYTES = 250;
/** Stories outside of the pool that somebody has read; at some 2 KB each. */
const OLDER_STORIES = 20_000;
/** So long after a change of an older story, such as another topic, learning may still go by what it was. */
const OLDER_FOR_MS = 60_000;

/** A reader as the feed needs one: for ranking by a pool, and for the words of the reasons. */
export interface FeedReader {
  readonly ranking: CompiledReader;
  readonly told: ReasonReader;
}

/** What is kept of a reader, as long as the stamp is the same. */
interface Kept {
  readonly stamp: Pick<ReaderStamp, 'ref' | 'revision' | 'heard'>;
  readonly stated: string;
  /** Free words, of which the packer must not keep every one for ever. */
  readonly mutedSources: readonly string[];
  readonly says: boolean;
  readonly learnedFrom: number | undefined;
  readonly events: string;
  readonly bytes: number;
}

interface OlderStory {
  readonly story: KnownStory | undefined;
  readonly until: number;
}

/**
 * Readers for feeds, the ones seen last from memory. PostgreSQL stays the truth: a reader's stamp is read with every feed, and
 * what is kept counts only under the very stamp that it was loaded with. So an event, a wish, another statement or a reset shows
 * in the next feed, whichever process took it in.
 */
@Injectable()
export class FeedReadersService {
  /** In the order of use, the least recent first. */
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;
  private readonly packer = new StatedPacker();
  private readonly older = new Map<number, OlderStory>();
  private readonly ofRecord = new WeakMap<StoryRecord, KnownStory>();

  private readonly loaded = new Together((refs: readonly number[]) => this.load(refs));
  private readonly olderLoaded = new Together(
    async (refs: readonly number[]) =>
      new Map((await this.catalog.byRefs(refs)).map((record) => [record.ref, record])),
  );

  constructor(
    private readonly readers: ReadersService,
    private readonly profiles: StatedProfilesService,
    private readonly engagement: EngagementService,
    private readonly catalog: CatalogService,
    private readonly ranking: ReaderRankingService,
    private readonly clock: Clock,
  ) {}

  /**
   * @param stamp as it was just read
   * @param knownAt only what was known of the reader by then counts, milliseconds
   * @throws NotFoundError for a reader who was erased since the stamp was read
   */
  async get(stamp: ReaderStamp, pool: LoadedPool, knownAt: number): Promise<FeedReader> {
    // What has come in since the first page of a list is not told by what is kept.
    if (knownAt < (stamp.heardAt?.getTime() ?? 0)) return await this.ofThen(stamp.id, pool, knownAt);
    const kept = this.recall(stamp) ?? (await this.loaded.get(stamp.ref));
    // It changed between the stamp and the look, so that what was found may be newer than the moment asked for.
    if (kept === undefined || !isOf(kept, stamp)) return await this.ofThen(stamp.id, pool, knownAt);
    return await this.unpacked(stamp.id, kept, pool, knownAt);
  }

  private async ofThen(id: string, { pool }: LoadedPool, knownAt: number): Promise<FeedReader> {
    const reader = await this.readers.get(id);
    const [ranking] = await this.ranking.load([reader], new Date(knownAt));
    return { ranking: compileReader(pool, ranking!), told: reader };
  }

  private recall(stamp: ReaderStamp): Kept | undefined {
    const kept = this.kept.get(stamp.id);
    if (kept === undefined || !isOf(kept, stamp)) return undefined;
    this.kept.delete(stamp.id);
    this.kept.set(stamp.id, kept);
    return kept;
  }

  private keep(id: string, kept: Kept): void {
    this.bytes += kept.bytes - (this.kept.get(id)?.bytes ?? 0);
    this.kept.delete(id);
    this.kept.set(id, kept);
    for (const [oldest, { bytes }] of this.kept) {
      if (this.bytes <= READER_BYTES) break;
      this.kept.delete(oldest);
      this.bytes -= bytes;
    }
  }

  /**
   * Loads readers and what they did. The stamps are read last and first: only where nothing came in between is it known which
   * stamp the events belong to.
   */
  private async load(refs: readonly number[]): Promise<Map<number, Kept>> {
    const readers = await this.readers.byRefs(refs);
    const events = await this.engagement.behaviourOf(refs, EVER);
    const stamps = await this.readers.stamps(readers.map((reader) => reader.id));
    const found = new Map<number, Kept>();
    for (const reader of readers) {
      const stamp = stamps.get(reader.id);
      if (stamp?.ref !== reader.ref || stamp.revision !== reader.revision || stamp.heard !== reader.heard)
        continue;
      const kept = this.packed(reader, events.get(reader.ref) ?? []);
      this.keep(reader.id, kept);
      found.set(reader.ref, kept);
    }
    return found;
  }

  private packed(reader: Reader, events: readonly StoredEvent[]): Kept {
    const out = new TextWriter();
    const stated = withSourceIds(this.profiles.whatIf(reader));
    this.packer.put(out, { ...stated, mutedSources: [] });
    const text = out.text();
    const did = packEvents(events);
    return {
      stamp: { ref: reader.ref, revision: reader.revision, heard: reader.heard },
      stated: text,
      mutedSources: stated.mutedSources,
      says: Boolean(reader.about),
      learnedFrom: reader.learnedFrom?.getTime(),
      events: did,
      bytes: ENTRY_BYTES + reader.id.length + text.length + did.length + stated.mutedSources.join().length,
    };
  }

  private async unpacked(id: string, kept: Kept, pool: LoadedPool, knownAt: number): Promise<FeedReader> {
    const profile = this.packer.take(new TextReader(kept.stated));
    const stated = kept.mutedSources.length === 0 ? profile : { ...profile, mutedSources: kept.mutedSources };
    const told: ReasonReader = {
      role: stated.cohort.role,
      industry: stated.cohort.industry,
      followedTopics: stated.followedTopics,
      followedEntities: stated.followedEntities,
      mutedSources: stated.mutedSources,
      about: kept.says,
    };
    const packed = unpackEvents(kept.events);
    await this.loadOlder(packed.map((event) => event.storyRef).filter((ref) => !pool.byRef.has(ref)));
    const events = packed.flatMap((event): KnownEvent[] => {
      const story = this.storyOf(event.storyRef, pool);
      // Erased since, and the event with it.
      return story === undefined ? [] : [{ ...event, story }];
    });
    const reader = { id, stated, learnedFrom: kept.learnedFrom };
    return { ranking: compiledFrom(pool.pool, reader, events, knownAt, NOTHING_DELIVERED), told };
  }

  private storyOf(ref: number, pool: LoadedPool): KnownStory | undefined {
    const record = pool.byRef.get(ref);
    if (record === undefined) return this.older.get(ref)?.story;
    let known = this.ofRecord.get(record);
    if (known === undefined) this.ofRecord.set(record, (known = knownStory(record)));
    return known;
  }

  private async loadOlder(refs: readonly number[]): Promise<void> {
    if (refs.length === 0) return;
    const now = this.clock.now().getTime();
    const missing = [...new Set(refs)].filter((ref) => {
      const until = this.older.get(ref)?.until ?? 0;
      return until <= now || until > now + OLDER_FOR_MS;
    });
    const records = await Promise.all(missing.map((ref) => this.olderLoaded.get(ref)));
    missing.forEach((ref, i) => {
      const record = records[i];
      this.older.delete(ref);
      this.older.set(ref, {
        story: record && knownStory(record),
        until: now + OLDER_FOR_MS,
      });
    });
    for (const ref of this.older.keys()) {
      if (this.older.size <= OLDER_STORIES) break;
      this.older.delete(ref);
    }
  }
}

/** A feed tells what was delivered as well. */
const NOTHING_DELIVERED = { codes: [], values: [] };
/** A moment after everything that has come in, by whichever process's clock. */
const EVER = new Date('9999-12-31T00:00:00Z');

function isOf({ stamp }: Kept, { ref, revision, heard }: ReaderStamp): boolean {
  return stamp.ref === ref && stamp.revision === revision && stamp.heard === heard;
}
