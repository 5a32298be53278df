import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { DEFAULT_PROFILE, type RankingProfile } from '../ranking/ranking-profile.js';

/** One version of the weights and rules; never changed once it is stored. */
export interface ProfileVersion {
  readonly version: number;
  readonly basedOn: number | null;
  readonly author: string;
  readonly reason: string;
  readonly profile: RankingProfile;
  readonly hash: string;
  readonly createdAt: Date;
}

/** One line of the history: from `at` on, `version` was the one in use. */
export interface Activation {
  readonly version: number;
  readonly kind: 'activate' | 'rollback';
  readonly author: string;
  readonly reason: string;
  readonly at: Date;
}

interface Row {
  version: number;
  name: string;
  based_on: number | null;
  author: string;
  reason: string;
  weights: Partial<RankingProfile['weights']>;
  rules: Partial<RankingProfile['rules']>;
  hash: string;
  created_at: Date;
}

/** Serialises everything that decides which version is active. */
const LOCK = 0x5c0_0701;

@Injectable()
export class RankingProfileRepository {
  constructor(private readonly database: Database) {}

  async list(): Promise<ProfileVersion[]> {
    return (await this.database.query<Row>('SELECT * FROM ranking_profile ORDER BY version DESC')).map(
      toVersion,
    );
  }

  async find(version: number): Promise<ProfileVersion | undefined> {
    const rows = await this.database.query<Row>('SELECT * FROM ranking_profile WHERE version = $1', [
      version,
    ]);
    return rows[0] && toVersion(rows[0]);
  }

  async activeVersion(): Promise<number | undefined> {
    const rows = await this.database.query<{ version: number }>(
      'SELECT version FROM ranking_profile_activation ORDER BY seq DESC LIMIT 1',
    );
    return rows[0]?.version;
  }

  async insert(draft: Omit<ProfileVersion, 'version' | 'createdAt'>): Promise<ProfileVersion> {
    const rows = await this.database.query<Row>(
      `INSERT INTO ranking_profile (name, based_on, author, reason, weights, rules, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *`,
      [
        draft.profile.name,
        draft.basedOn,
        draft.author,
        draft.reason,
        JSON.stringify(draft.profile.weights),
        JSON.stringify(draft.profile.rules),
        draft.hash,
      ],
    );
    return toVersion(rows[0]!);
  }

  async activate(activation: Omit<Activation, 'at'>): Promise<void> {
    await this.database.query(
      'INSERT INTO ranking_profile_activation (version, kind, author, reason) VALUES ($1, $2, $3, $4)',
      [activation.version, activation.kind, activation.author, activation.reason],
    );
  }

  async history(): Promise<Activation[]> {
    return await this.database.query<Activation>(
      'SELECT version, kind, author, reason, at FROM ranking_profile_activation ORDER BY seq DESC',
    );
  }

  /** Holds other changes of the active version off until the transaction ends. */
  async lock(): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  }
}

function toVersion(row: Row): ProfileVersion {
  // A version stored before a knob existed keeps its meaning: the knob's default.
  const profile: RankingProfile = {
    name: row.name,
    weights: { ...DEFAULT_PROFILE.weights, ...row.weights },
    rules: { ...DEFAULT_PROFILE.rules, ...row.rules },
  };
  return {
    version: row.version,
    basedOn: row.based_on,
    author: row.author,
    reason: row.reason,
    profile,
    hash: row.hash,
    createdAt: row.created_at,
  };
}
