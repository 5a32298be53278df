import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { OutboxService } from '../delivery/outbox.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { ProfileVersion } from '../ranking-profiles/ranking-profile.repository.js';
import { RankingProfilesService } from '../ranking-profiles/ranking-profiles.service.js';
import type { CompiledReader } from '../ranking/compiled-reader.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import type { RankingResult } from '../ranking/pipeline.js';
import { hash32, mulberry32 } from '../ranking/random.js';
import type { BriefedReader } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import { encodeBriefing, evidenceKey, type MadeBriefing } from './briefing-codec.js';
import { BriefingPartitionRepository } from './briefing-partition.repository.js';
import { BriefingRepository, type NewBriefing } from './briefing.repository.js';
import { CandidatePoolsService, type LoadedPool } from './candidate-pools.service.js';
import { type Delivery, DeliveryRepository } from './delivery.repository.js';
import { DevelopmentsService } from './developments.service.js';
import { DigestMetrics } from './digest-metrics.js';
import { ReaderRankingService } from './reader-ranking.service.js';

/** Longest time at a stretch in which nothing else in the process gets its turn. */
const TURN_MS = 10;

/** Makes briefings: for a page of owed deliveries in one transaction. */
@Injectable()
export class AssemblyService {
  private readonly logger = new Logger(AssemblyService.name);

  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryRepository,
    private readonly briefings: BriefingRepository,
    private readonly partitions: BriefingPartitionRepository,
    private readonly readers: ReadersService,
    private readonly developments: DevelopmentsService,
    private readonly pools: CandidatePoolsService,
    private readonly ranking: ReaderRankingService,
    private readonly profiles: RankingProfilesService,
    private readonly metrics: DigestMetrics,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  /**
   * Assembles what is owed of a page and stores it. Running it twice, or twice at once, makes nothing twice: rows are locked,
   * a briefing is unique by reader and date, and a page that dies in the middle leaves everything owed.
   * @returns briefings that were made
   */
  async assemblePage(page: number): Promise<number> {
    const claimedAt = await this.deliveries.claimedAt(page);
    if (claimedAt === undefined) return 0;
    return await this.assembleOwed(claimedAt, () => this.deliveries.lockPage(page));
  }

  /** Assembles one owed briefing ahead of its page; where the page is being made, waits until it is. */
  async assembleReader(readerRef: number, localDate: string): Promise<void> {
    const claimedAt = await this.deliveries.claimedAtOf(readerRef, localDate);
    if (claimedAt !== undefined)
      await this.assembleOwed(claimedAt, () => this.deliveries.lockOne(readerRef, localDate));
  }

  private async assembleOwed(claimedAt: Date, lock: () => Promise<Delivery[]>): Promise<number> {
    await this.partitions.ensureAround(this.clock.now());
    const active = await this.profiles.active();
    // Outside the transaction: the pool serves other pages too.
    const loaded = await this.pools.at(claimedAt, active.profile.rules.windowHours);
    return await this.database.transaction(async () => {
      const owed = await lock();
      const made = await this.assemble(owed, loaded, active);
      const stored = await this.briefings.insertMissing(made);
      // What was only asked for goes out when a tick finds it due.
      const asked = new Set(owed.filter((delivery) => delivery.asked).map((delivery) => delivery.readerRef));
      await this.outbox.enqueue(made.filter((briefing) => !asked.has(briefing.readerRef)));
      this.database.afterCommit(() => this.metrics.count(made));
      const done = new Set(made.map((briefing) => briefing.readerRef));
      await this.deliveries.settle(owed.filter((delivery) => done.has(delivery.readerRef)));
      return stored;
    });
  }

  private async assemble(
    owed: readonly Delivery[],
    loaded: LoadedPool,
    active: ProfileVersion,
  ): Promise<NewBriefing[]> {
    if (owed.length === 0) return [];
    const asOf = new Date(loaded.pool.asOf);
    const readers = await this.readers.briefed(owed.map((delivery) => delivery.readerRef));
    const delivered = await this.developments.deliveredTo(
      readers.map((reader) => reader.ref),
      loaded,
      active.profile.rules.windowHours,
    );
    const page = await this.ranking.open(readers, asOf);
    const byRef = new Map(readers.map((reader) => [reader.ref, reader]));
    // A reason may name a story that is no candidate any more: one that was read.
    const refOf = (story: string): number | undefined => loaded.stories.get(story)?.ref ?? page.refOf(story);
    const made: NewBriefing[] = [];
    let turnEnds = performance.now() + TURN_MS;
    for (const delivery of owed) {
      // Another page may be waiting for its rows meanwhile, or an API in the same process for its turn.
      if (performance.now() > turnEnds) {
        await nextTurn();
        turnEnds = performance.now() + TURN_MS;
      }
      const reader = byRef.get(delivery.readerRef)!;
      try {
        const compiled = page.compiled(loaded.pool, reader, delivered.compiled(reader.ref));
        const { result, seed } = assembleOne(reader, compiled, delivery.localDate, loaded, active);
        made.push({
          readerRef: reader.ref,
          localDate: delivery.localDate,
          dueAt: delivery.dueAt,
          createdAt: this.clock.now(),
          profileVersion: active.version,
          body: encodeBriefing(stored(result, seed, loaded.learned?.weightsVersion ?? 0, refOf)),
        });
      } catch (error) {
        // One reader whose data breaks the pipeline must not hold up the other readers of the page.
        this.logger.error(
          `Briefing of ${delivery.localDate} failed for reader ref ${reader.ref}: ${String(error)}`,
        );
        await this.deliveries.fail(delivery, String(error));
      }
    }
    return made;
  }
}

/** The briefing of one reader and date. The seed of the exploring slot is of both, so making it again gives the same. */
function assembleOne(
  reader: BriefedReader,
  compiled: CompiledReader,
  localDate: string,
  loaded: LoadedPool,
  active: ProfileVersion,
): { result: RankingResult; seed: number } {
  const seed = hash32(`${reader.id} ${localDate}`);
  const result = dailyBriefing.rank({
    pool: loaded.pool,
    popularity: loaded.popularity,
    learned: loaded.learned,
    profile: active.profile,
    reader: compiled,
    length: reader.length,
    random: mulberry32(seed),
  });
  return { result, seed };
}

function stored(
  { items, trace }: RankingResult,
  seed: number,
  learned: number,
  refOf: (story: string) => number | undefined,
): MadeBriefing {
  return {
    items: items.map((item) => ({
      storyRef: refOf(item.id)!,
      kind: item.kind,
      contributions: item.contributions,
      reasons: item.reasons.map(({ group, evidence }) => ({ group, evidence: evidenceKey(evidence, refOf) })),
    })),
    trace: {
      candidates: trace.candidates,
      removed: Object.values(trace.removed).reduce((sum, count) => sum + count, 0),
      scored: trace.scored,
      aboveThreshold: trace.aboveThreshold,
      profileHash: trace.profileHash,
      seed,
      propensity: trace.exploration?.propensity ?? 0,
      explored: trace.exploration?.candidates ?? 0,
      learned,
    },
  };
}
