import { setImmediate as breath } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { BoundedColumns } from '../ranking/bounded-columns.js';
import type { CandidatePool } from '../ranking/candidate-pool.js';
import { INTERACTION_FEATURES } from '../ranking/interaction-features.js';
import { LearnedSnapshot, type LearnedState, type ReaderOffsets } from '../ranking/learned-snapshot.js';
import { LearnedWeights } from '../ranking/learned-weights.js';
import { foldTouches } from '../ranking/touches.js';
import { EngagementService } from './engagement.service.js';
import { LearnedRepository } from './learned.repository.js';
import type { StoredTouch } from './touch.repository.js';

/** States of moments that are kept: of the list that is served, and of one that is read on or made. */
const KEPT_STATES = 2;

/** Touches that are looked at between two turns of the event loop. */
const PIECE = 4_000;

/** What was read last, which the next state needs again but for what is new. */
interface Loaded {
  readonly weights: LearnedWeights;
  readonly readers: ReadonlySet<string>;
  readonly offsets: ReadonlyMap<string, ReaderOffsets>;
}

/** What was learned, as ranking reads it: of a pool and a moment, the same in every process. */
@Injectable()
export class LearnedStateService {
  private readonly states = new BoundedColumns<number, Promise<LearnedState | undefined>>(KEPT_STATES);
  private loaded: Loaded | undefined;

  constructor(
    private readonly learned: LearnedRepository,
    private readonly engagement: EngagementService,
  ) {}

  /** The earliest moment at which as much was known as at `moment`, milliseconds since the epoch; 0 where nothing is. */
  async lastChange(moment: Date): Promise<number> {
    const [touch, version] = await Promise.all([
      this.engagement.lastTouch(moment),
      this.learned.latest(moment),
    ]);
    return Math.max(touch?.at ?? 0, version?.at.getTime() ?? 0);
  }

  /** What was learned up to a moment, over a pool; undefined where nothing was. */
  async snapshot(pool: CandidatePool, moment: Date): Promise<LearnedSnapshot | undefined> {
    const at = moment.getTime();
    const state = this.states.of(at, () => this.load(moment));
    // What could not be loaded must not be handed out again.
    state.catch(() => this.states.drop(at));
    const known = await state;
    return known && (await LearnedSnapshot.of(pool, known, breath));
  }

  /** What the choices of one reader moved, by feature, for the export; undefined where nothing did. */
  async ofReader(
    readerRef: number,
    moment: Date,
  ): Promise<{ at: string; offsets: Record<string, number> } | undefined> {
    const latest = await this.learned.latest(moment);
    if (latest === undefined) return undefined;
    const [own] = await this.learned.offsets([readerRef], latest.version);
    return (
      own && {
        at: new Date(own.at).toISOString(),
        offsets: Object.fromEntries(INTERACTION_FEATURES.map((name, f) => [name, own.values[f]!])),
      }
    );
  }

  private async load(moment: Date): Promise<LearnedState | undefined> {
    const weights = await this.weights(moment);
    if (weights === undefined) return undefined;
    const touches = await this.engagement.touchesUpTo(moment);
    const offsets = await this.offsets(weights, touches);
    return { at: moment.getTime(), interactions: await foldTouches(touches, breath), weights, offsets };
  }

  private async weights(moment: Date): Promise<LearnedWeights | undefined> {
    const latest = await this.learned.latest(moment);
    const known = this.loaded?.weights;
    if (latest === undefined || latest.version === known?.version) return latest && known;
    const stored = await this.learned.at(moment);
    return stored && new LearnedWeights(stored);
  }

  /** Of the readers who touched something; of those who were looked up for an earlier version only what is new. */
  private async offsets(
    weights: LearnedWeights,
    touches: readonly StoredTouch[],
  ): Promise<ReadonlyMap<string, ReaderOffsets>> {
    const before =
      this.loaded !== undefined && this.loaded.weights.version <= weights.version ? this.loaded : undefined;
    const refs = new Map<string, number>();
    for (const [i, { reader, readerRef }] of touches.entries()) {
      refs.set(reader, readerRef);
      if (i % PIECE === PIECE - 1) await breath();
    }
    const missing: number[] = [];
    for (const [reader, ref] of refs) {
      if (before?.readers.has(reader) !== true) missing.push(ref);
    }
    if (before?.weights === weights && missing.length === 0) return before.offsets;
    await breath();
    const found = await this.learned.offsets(missing, weights.version, before?.weights.version);
    const offsets = new Map([...(before?.offsets ?? [])].filter(([reader]) => refs.has(reader)));
    for (const { reader, at, values } of found)
      if (refs.has(reader)) offsets.set(reader, { at, values: Float32Array.from(values) });
    if (this.loaded === undefined || this.loaded.weights.version <= weights.version)
      this.loaded = { weights, readers: new Set(refs.keys()), offsets };
    await breath();
    return offsets;
  }
}
