import { setImmediate as breath } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { CandidatePoolsService } from '../briefings/candidate-pools.service.js';
import { DevelopmentsService } from '../briefings/developments.service.js';
import { nameOf } from '../briefings/names.js';
import { ReaderRankingService } from '../briefings/reader-ranking.service.js';
import { EngagementService } from '../engagement/engagement.service.js';
import { Clock } from '../platform/clock.js';
import { ConflictError, InvalidInputError } from '../platform/errors.js';
import { profileHash, type RankingProfile } from '../ranking/ranking-profile.js';
import {
  applyDraft,
  type ProfileDraft,
  RankingProfilesService,
} from '../ranking-profiles/ranking-profiles.service.js';
import type { Reader } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import {
  compare,
  type Comparison,
  ENOUGH_READERS,
  type Measure,
  type MeasuredReader,
  type Pair,
} from './evaluation-bootstrap.js';
import { casesOf, type EvaluationCase } from './evaluation-cases.js';
import { measureList, momentOf, reachable } from './evaluation-measures.js';
import { EvaluationRepository } from './evaluation.repository.js';

const DAY = 86_400_000;
export const MOST_DAYS = 31;
export const MOST_READERS = 500;
/** Readers times days: what one evaluation may cost. */
export const MOST_READER_DAYS = 7_000;
export const DEFAULT_DAYS = 7;
export const DEFAULT_READERS = 200;

/** Which past is looked at, and how much of it. */
export interface EvaluationSpan {
  /** RFC 3339; absent: so many days before `to`. */
  readonly from?: string | undefined;
  /** RFC 3339; absent: now. */
  readonly to?: string | undefined;
  readonly days?: number | undefined;
  /** Readers to draw; default 200. */
  readonly readers?: number | undefined;
  /** Of the draw and the resamples; default 1. */
  readonly seed?: number | undefined;
}

/** Both profiles on the readers of a cohort. */
export interface EvaluatedGroup {
  readonly by: 'all' | 'role' | 'industry';
  readonly id: string;
  readonly name: string;
  readonly readers: number;
  readonly lists: number;
  readonly measures: Readonly<Record<Measure, Comparison>>;
}

export interface Evaluation {
  readonly activeVersion: number;
  readonly profiles: { readonly active: string; readonly draft: string };
  readonly from: string;
  readonly to: string;
  readonly seed: number;
  readonly readers: { readonly active: number; readonly drawn: number; readonly measured: number };
  readonly lists: {
    readonly measured: number;
    /** With something that the reader took and a list could have held. */
    readonly withTargets: number;
    /** Left out: the reader has since changed what they state, which has no history. */
    readonly changedSince: number;
  };
  readonly enough: boolean;
  readonly groups: readonly EvaluatedGroup[];
  readonly notes: readonly string[];
}

/**
 * Says what a ranking profile would have done: the lists of the past are made again under it and under the active one, each with
 * what was known at its moment, and judged by what readers took afterwards.
 */
@Injectable()
export class EvaluationService {
  private running = false;

  constructor(
    private readonly profiles: RankingProfilesService,
    private readonly past: EvaluationRepository,
    private readonly readers: ReadersService,
    private readonly pools: CandidatePoolsService,
    private readonly ranking: ReaderRankingService,
    private readonly developments: DevelopmentsService,
    private readonly engagement: EngagementService,
    private readonly clock: Clock,
  ) {}

  /** A stored version against the active one. @throws NotFoundError, and as {@link ofDraft} */
  async ofVersion(version: number, span: EvaluationSpan): Promise<Evaluation> {
    // The first call of an installation stores version 1.
    await this.profiles.active();
    return await this.alone((await this.profiles.get(version)).profile, span);
  }

  /**
   * A draft that is not stored against the active version.
   * @throws InvalidInputError INVALID_RANKING_PROFILE, INVALID_INPUT for a span that is none, EVALUATION_TOO_LARGE; ConflictError
   * EVALUATION_RUNNING, one at a time in a process
   */
  async ofDraft(draft: ProfileDraft, span: EvaluationSpan): Promise<Evaluation> {
    const active = await this.profiles.active();
    return await this.alone(applyDraft(active.profile, draft), span);
  }

  private async alone(draft: RankingProfile, span: EvaluationSpan): Promise<Evaluation> {
    const bounds = boundsOf(span, this.clock.now().getTime());
    if (this.running)
      throw new ConflictError(
        'Another evaluation is running here; ask again when it is done.',
        'EVALUATION_RUNNING',
      );
    this.running = true;
    try {
      return await this.evaluate(draft, bounds);
    } finally {
      this.running = false;
    }
  }

  private async evaluate(draft: RankingProfile, bounds: Bounds): Promise<Evaluation> {
    const { from, to, seed } = bounds;
    const active = await this.profiles.active();
    const sample = await this.past.sample(from, to, seed, bounds.readers);
    const readers = new Map((await this.readers.byRefs(sample.refs)).map((reader) => [reader.ref, reader]));
    const taken = await this.past.taken(sample.refs, from, to);
    const cases = casesOf(taken, await this.past.briefings(sample.refs, from, to), from.getTime());
    const known = cases.filter(({ readerRef, moment }) => {
      const reader = readers.get(readerRef);
      return reader !== undefined && reader.updatedAt.getTime() <= moment;
    });
    const { pairs, candidates } = await this.measured(known, readers, active.profile, draft);
    const measured = [...pairs].map(([ref, own]): MeasuredReader => {
      const { role, industry } = readers.get(ref)!;
      return { role, industry, pairs: own };
    });
    const groups = await groupsOf(measured, candidates, seed);
    const lists = {
      measured: known.length,
      withTargets: measured.flatMap((one) => one.pairs).filter((pair) => pair.active.ndcg10 !== null).length,
      changedSince: cases.length - known.length,
    };
    const enough = groups[0]!.measures.ndcg10.readers >= ENOUGH_READERS;
    return {
      activeVersion: active.version,
      profiles: { active: active.hash, draft: profileHash(draft) },
      from: from.toISOString(),
      to: to.toISOString(),
      seed,
      readers: { active: sample.total, drawn: sample.refs.length, measured: measured.length },
      lists,
      enough,
      groups,
      notes: notesOf(enough, groups[0]!, lists.changedSince),
    };
  }

  /** The lists of every case under both profiles, by reader; moment by moment, so that one pool is in memory at a time. */
  private async measured(
    cases: readonly EvaluationCase[],
    readers: ReadonlyMap<number, Reader>,
    active: RankingProfile,
    draft: RankingProfile,
  ): Promise<{ pairs: Map<number, Pair[]>; candidates: number }> {
    const pairs = new Map<number, Pair[]>();
    const candidates = new Set<string>();
    const windowHours = Math.max(active.rules.windowHours, draft.rules.windowHours);
    for (const [at, own] of Map.groupBy(cases, ({ moment }) => moment)) {
      const asOf = new Date(at);
      const loaded = await this.pools.at(asOf, windowHours);
      const moment = momentOf(loaded, await this.engagement.engagements(asOf));
      for (const id of loaded.pool.ids) candidates.add(id);
      const sent = own.filter(({ briefing }) => briefing).map(({ readerRef }) => readerRef);
      const told = await this.developments.deliveredTo(sent, loaded, windowHours, asOf);
      for (const briefing of [true, false]) {
        const asked = own.filter((one) => one.briefing === briefing);
        const states = await this.ranking.load(
          asked.map(({ readerRef }) => readers.get(readerRef)!),
          asOf,
          briefing ? told : new Map(),
        );
        for (const [i, { readerRef, targets }] of asked.entries()) {
          const reader = states[i]!;
          const wanted = reachable(targets, moment, reader);
          const pair = {
            active: measureList(moment, reader, active, wanted),
            draft: measureList(moment, reader, draft, wanted),
          };
          const others = pairs.get(readerRef);
          if (others === undefined) pairs.set(readerRef, [pair]);
          else others.push(pair);
          // Other requests of this process go on in between.
          await breath();
        }
      }
    }
    return { pairs, candidates: candidates.size };
  }
}

async function groupsOf(
  readers: readonly MeasuredReader[],
  candidates: number,
  seed: number,
): Promise<EvaluatedGroup[]> {
  const wanted: [EvaluatedGroup['by'], string, readonly MeasuredReader[]][] = [['all', 'all', readers]];
  for (const by of ['role', 'industry'] as const) {
    const cohorts = [...Map.groupBy(readers, (reader) => reader[by])].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [id, members] of cohorts) wanted.push([by, id, members]);
  }
  const groups: EvaluatedGroup[] = [];
  for (const [by, id, members] of wanted) {
    groups.push({
      by,
      id,
      name: by === 'all' ? 'all readers' : nameOf(id),
      readers: members.length,
      lists: members.reduce((sum, { pairs }) => sum + pairs.length, 0),
      measures: compare(members, candidates, seed),
    });
    await breath();
  }
  return groups;
}

function notesOf(enough: boolean, all: EvaluatedGroup, changedSince: number): string[] {
  const { readers } = all.measures.ndcg10;
  return [
    ...(enough
      ? []
      : [
          `Too little data to judge by: ${readers} readers took something, and at least ${ENOUGH_READERS} are needed.`,
        ]),
    ...(changedSince > 0
      ? [
          `Lists left out, because their readers have since changed what they follow or state: ${changedSince}.`,
        ]
      : []),
    'Readers could take only what they were shown, so what a profile would have shown besides counts as not wanted: this favours the profile that was active then.',
    'Of many groups some differ by chance alone: one in twenty where nothing has changed.',
  ];
}

interface Bounds {
  readonly from: Date;
  readonly to: Date;
  readonly readers: number;
  readonly seed: number;
}

function boundsOf(span: EvaluationSpan, now: number): Bounds {
  const to = span.to === undefined ? now : Math.min(now, Date.parse(span.to));
  const from = span.from === undefined ? to - (span.days ?? DEFAULT_DAYS) * DAY : Date.parse(span.from);
  const days = (to - from) / DAY;
  const readers = span.readers ?? DEFAULT_READERS;
  const wrong = (path: string, message: string, code?: string): never => {
    throw new InvalidInputError(`${path}: ${message}`, [{ path, message }], code);
  };
  if (span.from !== undefined && span.days !== undefined)
    wrong('days', 'must not be given beside from: either says where the span begins');
  if (!(from < to)) wrong('from', 'must lie before to, and in the past');
  if (days > MOST_DAYS) wrong('from', `must lie at most ${MOST_DAYS} days before to`, 'EVALUATION_TOO_LARGE');
  if (Math.ceil(days) * readers > MOST_READER_DAYS) {
    const most = Math.floor(MOST_READER_DAYS / Math.ceil(days));
    wrong('readers', `must be at most ${most} for ${Math.ceil(days)} days`, 'EVALUATION_TOO_LARGE');
  }
  return { from: new Date(from), to: new Date(to), readers, seed: span.seed ?? 1 };
}
