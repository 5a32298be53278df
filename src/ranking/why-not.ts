import { compileReader } from './compiled-reader.js';
import {
  contributionsOf,
  featureMeans,
  reasonsOf,
  type ContributionMap,
  type Reason,
} from './explanation.js';
import {
  definePipeline,
  type Pipeline,
  type RankedItem,
  type RankingRequest,
  type RankingResult,
} from './pipeline.js';
import { mulberry32 } from './random.js';
import { topicsOf } from './rerankers.js';
import { firstPass } from './first-pass.js';
import { secondPass } from './scoring.js';
import type { Evidence, Move, RankingContext } from './stages.js';

/** What is asked about; a seed instead of a source of numbers, because the list may have to be made again. */
export interface WhyRequest extends Omit<RankingRequest, 'random'> {
  /** Of the exploring slot; absent: none explores. */
  readonly seed?: number | undefined;
}

/**
 * What stood between a story and the slate, in the order of the stages: a `filter` removed it; the `firstPass` kept others;
 * `minScore` lies above its z; a `rule` gave its place to others; the last `place` went to a story with more z (`score`; also beside
 * a full source or topic, when room there alone would not do), or to one that added more to what stood above (`diversity`).
 */
export interface Obstacle {
  readonly stage: 'filter' | 'firstPass' | 'minScore' | 'rule' | 'place';
  /** The filter, the rule (`event`, `maxPerSource`, `maxPerTopic`), `score` or `diversity`; else the stage. */
  readonly name: string;
  /** What of the story it was about: a muted topic, the source that was full. */
  readonly evidence: readonly Evidence[];
  /** Stories that had the place, best first. */
  readonly stories: readonly string[];
  /** Plain numbers by name: `lacks` and thresholds in logits, ranks and counts from 1. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Why a story stands where it stands, or nowhere. */
export interface Why {
  readonly story: string;
  /** From 1; null where it is not in the list. */
  readonly place: number | null;
  /** Stories in the list. */
  readonly listed: number;
  readonly kind: RankedItem['kind'] | null;
  /** z, logits, filters aside. */
  readonly score: number;
  /** Summands of z, as in the items of the list. */
  readonly contributions: ContributionMap;
  readonly reasons: readonly Reason[];
  /** Empty where the story is in the slate (the first `length` of the list). */
  readonly obstacles: readonly Obstacle[];
}

/** Answers about the stories of one pool, one reader and one moment; what they share is computed once. */
export class WhyNot {
  readonly result: RankingResult;
  private readonly context: RankingContext;
  /** By filter: 1 for each row that it would keep alone. */
  private readonly masks: readonly { readonly name: string; readonly keep: Uint8Array }[];

  /** @param request `length` 1 or more */
  constructor(
    private readonly pipeline: Pipeline,
    readonly request: WhyRequest,
  ) {
    const { pool, popularity, learned } = request;
    const profile = learned?.profile(request.profile) ?? request.profile;
    this.result = runSeeded(pipeline, request);
    this.context = { pool, profile, popularity, learned, reader: compileReader(pool, request.reader) };
    this.masks = pipeline.filters.map((filter) => {
      const keep = new Uint8Array(pool.size).fill(1);
      filter.apply(keep, this.context);
      return { name: filter.name, keep };
    });
  }

  /** Undefined for a story that is not in the pool. */
  of(story: string): Why | undefined {
    const { pool } = this.request;
    const row = pool.rowOf.get(story);
    if (row === undefined) return undefined;
    const { items } = this.result;
    const at = items.findIndex(({ id }) => id === story);
    const shared = {
      story,
      place: at < 0 ? null : at + 1,
      listed: items.length,
      obstacles: at >= 0 && at < this.request.length ? [] : this.obstacles(story, row),
    };
    const item = items[at];
    if (item !== undefined) {
      const { kind, score, contributions, reasons } = item;
      return { ...shared, kind, score, contributions, reasons };
    }
    return { ...shared, kind: null, ...this.scoreOf(row) };
  }

  /** The filters that would remove the story, each taken alone, in the order of the pipeline. */
  filtersOf(story: string): readonly string[] {
    const row = this.request.pool.rowOf.get(story);
    return row === undefined ? [] : this.masks.filter(({ keep }) => keep[row] === 0).map(({ name }) => name);
  }

  /** The pipeline as it would be if no filter had looked at the story. */
  unfiltered(story: string): Pipeline {
    const row = this.request.pool.rowOf.get(story);
    if (row === undefined || this.filtersOf(story).length === 0) return this.pipeline;
    const filters = this.pipeline.filters.map((filter) => ({
      name: filter.name,
      apply(keep: Uint8Array, context: RankingContext): number {
        const before = keep[row]!;
        const removed = filter.apply(keep, context);
        const spared = before - keep[row]!;
        keep[row] = before;
        return removed - spared;
      },
    }));
    return definePipeline({ ...this.pipeline, filters });
  }

  /** z as the second pass gives it, also for a story that never came so far. */
  private scoreOf(row: number): Pick<Why, 'score' | 'contributions' | 'reasons'> {
    const { context } = this;
    const scored = secondPass(this.candidatesWith(row), this.pipeline.features, context);
    const position = scored.rows.indexOf(row);
    return {
      score: scored.scores[position]!,
      contributions: contributionsOf(position, scored, context),
      reasons: reasonsOf(position, scored, featureMeans(scored), this.pipeline.features, context),
    };
  }

  /** Rows of the first pass, this one among them. */
  private candidatesWith(row: number): Int32Array {
    const rows = this.firstPassOf(row, this.request.profile.rules.firstPass);
    return rows.includes(row) ? rows : Int32Array.from([...rows, row]).sort();
  }

  /** What the first pass keeps of the stories that the filters left, and of this one. */
  private firstPassOf(row: number, limit: number): Int32Array {
    const keep = new Uint8Array(this.request.pool.size).fill(1);
    for (const mask of this.masks) for (let k = 0; k < keep.length; k++) keep[k]! &= mask.keep[k]!;
    keep[row] = 1;
    return firstPass(keep, limit, this.context);
  }

  private obstacles(story: string, row: number): Obstacle[] {
    const { profile, length } = this.request;
    const filters = this.filtersOf(story).map((name): Obstacle => this.filterObstacle(name, row));
    const { items, trace } =
      filters.length === 0 ? this.result : runSeeded(this.unfiltered(story), ofSlate(this.request));
    if (items.slice(0, length).some(({ id }) => id === story)) return filters;
    const { score } = this.scoreOf(row);
    const found = [...filters];
    const put = (part: Pick<Obstacle, 'stage' | 'name'> & Partial<Obstacle>): void => {
      found.push({ evidence: [], stories: [], numbers: {}, ...part });
    };
    const kept = profile.rules.firstPass;
    const passed = this.firstPassOf(row, kept).includes(row);
    if (!passed)
      put({ stage: 'firstPass', name: 'firstPass', numbers: { rank: this.firstPassRank(row), kept } });
    const slate = items.slice(0, length);
    const ranked = slate.filter(({ kind }) => kind === 'ranked');
    const last = (ranked.length > 0 ? ranked : slate).toSorted((one, other) => one.score - other.score)[0];
    const { minScore } = profile.rules;
    if (score < minScore) {
      const beside = last === undefined ? {} : { lastScore: last.score };
      const numbers = { score, minScore, lacks: minScore - score, ...beside };
      put({ stage: 'minScore', name: 'minScore', numbers });
      return found;
    }
    const rule = this.brokenRule(row, slate, trace.moves());
    if (rule !== undefined) put({ stage: 'rule', ...rule });
    if (last === undefined || rule?.name === 'event') return found;
    const lacks = last.score - score;
    // The rule is all that stood in the way where a place is free, or the last one went to less z.
    if (rule !== undefined && (slate.length < length || lacks <= 0)) return found;
    put({
      stage: 'place',
      name: lacks > 0 ? 'score' : 'diversity',
      stories: [last.id],
      numbers: { score, lastScore: last.score, lacks, slots: slate.length },
    });
    return found;
  }

  private filterObstacle(name: string, row: number): Obstacle {
    const { pool, reader, profile } = this.request;
    const obstacle = { stage: 'filter', name, evidence: [], stories: [], numbers: {} } as const;
    const event = pool.eventIds[pool.event[row]!]!;
    switch (name) {
      case 'mutedTopic': {
        const own = tagsOf(pool.topics, row);
        const muted = reader.stated.mutedTopics.filter((topic) => own.includes(topic));
        return { ...obstacle, evidence: muted.map((id) => ({ type: 'topic', id })) };
      }
      case 'mutedSource':
        return { ...obstacle, evidence: [{ type: 'source', id: pool.sourceIds[pool.source[row]!]! }] };
      case 'future':
      case 'tooOld': {
        const ageHours = (pool.asOf - pool.publishedAt[row]!) / 3_600_000;
        return { ...obstacle, numbers: { ageHours, windowHours: profile.rules.windowHours } };
      }
      default:
        return { ...obstacle, evidence: [{ type: 'event', id: event }] };
    }
  }

  /** The place in the first pass, from 1: the smallest limit that keeps the row. */
  private firstPassRank(row: number): number {
    let [out, inside] = [this.request.profile.rules.firstPass, this.request.pool.size];
    while (inside - out > 1) {
      const middle = (out + inside) >> 1;
      if (this.firstPassOf(row, middle).includes(row)) inside = middle;
      else out = middle;
    }
    return inside;
  }

  /** Which hard rule the story would break beside the slate as it is, and by whom. */
  private brokenRule(
    row: number,
    slate: readonly RankedItem[],
    moves: readonly Move[],
  ): Pick<Obstacle, 'name' | 'evidence' | 'stories' | 'numbers'> | undefined {
    const { pool, profile } = this.request;
    const story = pool.ids[row]!;
    const holders = (same: (other: number) => boolean): string[] =>
      slate.filter(({ id }) => same(pool.rowOf.get(id)!)).map(({ id }) => id);
    const tellers = holders((other) => pool.event[other] === pool.event[row]);
    if (tellers.length > 0) {
      const evidence = [{ type: 'event', id: pool.eventIds[pool.event[row]!]! }] as const;
      return { name: 'event', evidence, stories: tellers, numbers: {} };
    }
    const { maxPerSource, maxPerTopic } = profile.rules;
    const ofSource = holders((other) => pool.source[other] === pool.source[row]);
    if (ofSource.length >= maxPerSource) {
      const evidence = [{ type: 'source', id: pool.sourceIds[pool.source[row]!]! }] as const;
      return { name: 'maxPerSource', evidence, stories: ofSource, numbers: { allowed: maxPerSource } };
    }
    for (const code of topicsOf(pool, row)) {
      const id = pool.topics.ids[code]!;
      const ofTopic = holders((other) => topicsOf(pool, other).includes(code));
      // Which topics are capped for this reader the re-ranker knows, and says.
      const capped = moves.some((move) => move.story === story && move.why.split(' ').includes(id));
      if (capped && ofTopic.length >= maxPerTopic) {
        const evidence = [{ type: 'topic', id }] as const;
        return { name: 'maxPerTopic', evidence, stories: ofTopic, numbers: { allowed: maxPerTopic } };
      }
    }
    return undefined;
  }
}

/**
 * The request without what follows the slate, of which nothing is asked when something is tried: the places that are looked at are
 * the same, and nothing else is explained.
 */
export function ofSlate<R extends WhyRequest>(request: R): R {
  return { ...request, more: Math.min(request.more ?? 0, request.length) };
}

/** Runs a request whose chance is a seed. */
export function runSeeded(pipeline: Pipeline, { seed, ...request }: WhyRequest): RankingResult {
  return pipeline.run({ ...request, random: seed === undefined ? undefined : mulberry32(seed) });
}

/** Ids of a row's tags, as the story states them. */
export function tagsOf(column: RankingRequest['pool']['topics'], row: number): string[] {
  const ids: string[] = [];
  for (let k = column.rowStart[row]!; k < column.rowStart[row + 1]!; k++)
    ids.push(column.ids[column.rowTag[k]!]!);
  return ids;
}
