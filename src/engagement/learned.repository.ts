import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { FEATURES_KEY } from '../ranking/online-learner.js';
import type { ReaderOffsets } from '../ranking/learned-snapshot.js';
import type { LearnerState } from '../ranking/slate-learner.js';
import type { TouchPlace } from './touch.repository.js';

/** Versions older than this are forgotten, but for the latest. */
const KEPT_MS = 3 * 24 * 3_600_000;

/** One version of what was learned. */
export interface WeightsVersion extends LearnerState {
  readonly version: number;
  /** How many were learned from in all. */
  readonly choices: number;
  /** Of the ranking profile whose weights were the bounds. */
  readonly profileHash: string;
  readonly initial: readonly number[];
  readonly weights: readonly number[];
  readonly squares: readonly number[];
  /** The last touch that was learned from. */
  readonly upTo: TouchPlace;
}

/** Offsets of one reader as they are stored. */
export interface StoredOffsets extends ReaderOffsets {
  readonly reader: string;
  readonly values: readonly number[];
}

interface Row {
  version: number;
  choices: number;
  profile_hash: string;
  initial: number[];
  weights: number[];
  squares: number[];
  touch_at: Date;
  touch_reader: number;
  touch_story: number;
}

/** What was learned, by version. Weights of other features than this release has are as good as none. */
@Injectable()
export class LearnedRepository {
  constructor(private readonly database: Database) {}

  /** Until the end of the transaction this process alone learns; false where another one does. */
  async lock(): Promise<boolean> {
    const [row] = await this.database.query<{ got: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('scout.learning', 0)) AS got`,
    );
    return row!.got;
  }

  /** The latest version known at a moment. */
  async at(moment: Date): Promise<WeightsVersion | undefined> {
    const [row] = await this.database.query<Row>(
      'SELECT * FROM learned_weights WHERE at <= $1 AND features = $2 ORDER BY version DESC LIMIT 1',
      [moment, FEATURES_KEY],
    );
    return row && toVersion(row);
  }

  /** Number and moment of the latest version up to a moment. */
  async latest(moment: Date): Promise<{ version: number; at: Date } | undefined> {
    const [row] = await this.database.query<{ version: number; at: Date }>(
      'SELECT version, at FROM learned_weights WHERE at <= $1 AND features = $2 ORDER BY version DESC LIMIT 1',
      [moment, FEATURES_KEY],
    );
    return row;
  }

  /**
   * The latest offsets of readers up to a version, less those that the reader has had forgotten.
   * @param refs readers to look up whatever their offsets' version
   * @param after offsets of a later version than this are given for every reader
   */
  async offsets(refs: readonly number[], upTo: number, after = upTo): Promise<StoredOffsets[]> {
    return await this.database.query<StoredOffsets>(
      `SELECT DISTINCT ON (o.reader_ref) r.id AS reader, (extract(epoch FROM o.at) * 1000)::float8 AS at, o.offsets AS values
       FROM learned_offset o JOIN reader r ON r.ref = o.reader_ref
       WHERE o.version <= $2 AND (o.reader_ref = ANY ($1::bigint[]) OR o.version > $3)
         AND (r.learned_from IS NULL OR o.at > r.learned_from)
       ORDER BY o.reader_ref, o.version DESC`,
      [refs, upTo, after],
    );
  }

  /** Stores a version; the caller holds the {@link lock}. @returns its number */
  async insert(
    learned: Omit<WeightsVersion, 'version' | keyof LearnerState> & LearnerState,
    now: Date,
  ): Promise<number> {
    const { upTo } = learned;
    const [row] = await this.database.query<{ version: number }>(
      `INSERT INTO learned_weights (at, choices, features, profile_hash, initial, weights, squares, touch_at, touch_reader, touch_story)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING version`,
      [
        now,
        learned.choices,
        FEATURES_KEY,
        learned.profileHash,
        learned.initial,
        Array.from(learned.weights),
        Array.from(learned.squares),
        new Date(upTo.at),
        upTo.readerRef,
        upTo.storyRef,
      ],
    );
    return row!.version;
  }

  /** Stores what readers' choices moved; who was erased a moment ago is left out. */
  async insertOffsets(
    version: number,
    offsets: readonly { readonly readerRef: number; readonly values: ArrayLike<number> }[],
    now: Date,
  ): Promise<void> {
    if (offsets.length === 0) return;
    await this.database.query(
      `WITH kept AS (SELECT ref FROM reader WHERE ref = ANY ($1::bigint[]) ORDER BY ref FOR KEY SHARE)
       INSERT INTO learned_offset (reader_ref, version, at, offsets)
       SELECT r, $2, $3, o::real[] FROM unnest($1::bigint[], $4::text[]) AS e(r, o) WHERE r IN (SELECT ref FROM kept)`,
      [
        offsets.map(({ readerRef }) => readerRef),
        version,
        now,
        offsets.map(({ values }) => `{${Array.from(values).join()}}`),
      ],
    );
  }

  /** Forgets old versions, and the offsets of these readers that a later one of a kept version replaces. */
  async prune(refs: readonly number[], now: Date): Promise<void> {
    await this.database.query(
      `DELETE FROM learned_weights WHERE at < $1 AND version < (SELECT max(version) FROM learned_weights)`,
      [new Date(now.getTime() - KEPT_MS)],
    );
    await this.database.query(
      `DELETE FROM learned_offset o WHERE o.reader_ref = ANY ($1::bigint[]) AND EXISTS (
         SELECT FROM learned_offset later WHERE later.reader_ref = o.reader_ref AND later.version > o.version
           AND later.version <= (SELECT min(version) FROM learned_weights))`,
      [refs],
    );
  }

  /** Forgets everything that was learned of features that this release does not have. */
  async dropForeign(): Promise<void> {
    await this.database.query(
      `WITH gone AS (DELETE FROM learned_weights WHERE features <> $1 RETURNING version)
       DELETE FROM learned_offset WHERE version IN (SELECT version FROM gone)
         OR NOT EXISTS (SELECT FROM learned_weights w WHERE w.features = $1)`,
      [FEATURES_KEY],
    );
  }
}

function toVersion(row: Row): WeightsVersion {
  return {
    version: row.version,
    choices: row.choices,
    profileHash: row.profile_hash,
    initial: row.initial,
    weights: row.weights,
    squares: row.squares,
    upTo: { at: row.touch_at.getTime(), readerRef: row.touch_reader, storyRef: row.touch_story },
  };
}
