import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../platform/errors.js';
import {
  DEFAULT_PROFILE,
  draftProfile,
  profileHash,
  RULE_NAMES,
  type RankingProfile,
  WEIGHT_NAMES,
} from '../ranking/ranking-profile.js';
import {
  type Activation,
  type ProfileVersion,
  RankingProfileRepository,
} from './ranking-profile.repository.js';

/** What a product team hands in: absent weights and rules keep the active value. */
export interface ProfileDraft {
  readonly name?: unknown;
  readonly reason?: unknown;
  readonly weights?: unknown;
  readonly rules?: unknown;
}

/** One value that two versions do not share. */
export interface ProfileDifference {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/**
 * Lays a draft over a base.
 * @throws InvalidInputError INVALID_RANKING_PROFILE, naming each field that is unknown, not finite or out of range
 */
export function applyDraft(base: RankingProfile, draft: ProfileDraft): RankingProfile {
  const { profile, errors } = draftProfile(base, draft);
  if (profile === null) {
    throw new InvalidInputError(
      `${errors[0]!.path}: ${errors[0]!.message}`,
      errors,
      'INVALID_RANKING_PROFILE',
    );
  }
  return profile;
}

/** Versioned weights and rules: drafts are rows that never change, activation is a row in a history. */
@Injectable()
export class RankingProfilesService {
  /** Versions never change; keeping the object also keeps what ranking has computed for it. */
  private readonly cache = new Map<number, ProfileVersion>();

  constructor(
    private readonly profiles: RankingProfileRepository,
    private readonly database: Database,
  ) {}

  list(): Promise<ProfileVersion[]> {
    return this.profiles.list();
  }

  /** @throws NotFoundError */
  async get(version: number): Promise<ProfileVersion> {
    const known = this.cache.get(version);
    if (known !== undefined) return known;
    const found = await this.profiles.find(version);
    if (found === undefined) throw new NotFoundError('ranking profile', String(version));
    this.cache.set(version, found);
    return found;
  }

  /** The version in use; the first call of an installation stores the defaults as version 1. */
  async active(): Promise<ProfileVersion> {
    const version = await this.profiles.activeVersion();
    return version === undefined ? await this.storeDefault() : await this.get(version);
  }

  /** Every activation and rollback, newest first. */
  async history(): Promise<Activation[]> {
    await this.active();
    return await this.profiles.history();
  }

  /** Stores a new version on top of the active one. @throws InvalidInputError */
  async draft(draft: ProfileDraft, author: string): Promise<ProfileVersion> {
    if (typeof draft.reason !== 'string' || draft.reason.trim() === '') {
      const message = 'must say why, in a few words';
      throw new InvalidInputError(
        `reason: ${message}`,
        [{ path: 'reason', message }],
        'INVALID_RANKING_PROFILE',
      );
    }
    const base = await this.active();
    const profile = applyDraft(base.profile, draft);
    const reason = draft.reason.trim().slice(0, 1000);
    return await this.profiles.insert({
      basedOn: base.version,
      author,
      reason,
      profile,
      hash: profileHash(profile),
    });
  }

  /**
   * Puts a version into use.
   * @param expected if given, refuse when another version has become active in between
   * @throws ConflictError ACTIVE_PROFILE_CHANGED
   */
  async activate(
    version: number,
    author: string,
    reason: string,
    expected?: number,
  ): Promise<ProfileVersion> {
    return await this.switchTo(() => this.get(version), 'activate', author, reason, expected);
  }

  /**
   * Puts the version that was in use before back into use.
   * @param expected if given, refuse when another version has become active in between
   * @throws ConflictError NOTHING_TO_ROLL_BACK, ACTIVE_PROFILE_CHANGED
   */
  async rollback(author: string, reason: string, expected?: number): Promise<ProfileVersion> {
    return await this.switchTo(() => this.previous(), 'rollback', author, reason, expected);
  }

  /** Each weight and rule that differs. @throws NotFoundError */
  async diff(from: number, to: number): Promise<ProfileDifference[]> {
    const [a, b] = [(await this.get(from)).profile, (await this.get(to)).profile];
    const rows: ProfileDifference[] = [
      ...WEIGHT_NAMES.map((name) => ({
        path: `weights.${name}`,
        from: a.weights[name],
        to: b.weights[name],
      })),
      ...RULE_NAMES.map((name) => ({ path: `rules.${name}`, from: a.rules[name], to: b.rules[name] })),
      { path: 'rules.editorial', from: a.rules.editorial, to: b.rules.editorial },
    ];
    return rows.filter((row) => JSON.stringify(row.from) !== JSON.stringify(row.to));
  }

  private async switchTo(
    choose: () => Promise<ProfileVersion>,
    kind: Activation['kind'],
    author: string,
    reason: string,
    expected?: number,
  ): Promise<ProfileVersion> {
    return await this.database.transaction(async () => {
      await this.profiles.lock();
      const current = await this.active();
      if (expected !== undefined && expected !== current.version) {
        throw new ConflictError(
          `Version ${current.version} has become active in between, not ${expected}.`,
          'ACTIVE_PROFILE_CHANGED',
        );
      }
      const chosen = await choose();
      if (chosen.version !== current.version) {
        await this.profiles.activate({ version: chosen.version, kind, author, reason });
      }
      return chosen;
    });
  }

  /**
   * What was active before the present version: the history with what was rolled back undone, so that rolling back twice
   * goes two steps back.
   */
  private async previous(): Promise<ProfileVersion> {
    const stack: number[] = [];
    for (const entry of (await this.profiles.history()).reverse()) {
      if (entry.kind === 'rollback') stack.pop();
      else stack.push(entry.version);
    }
    const version = stack.at(-2);
    if (version === undefined) {
      throw new ConflictError('No version was active before this one.', 'NOTHING_TO_ROLL_BACK');
    }
    return await this.get(version);
  }

  private async storeDefault(): Promise<ProfileVersion> {
    return await this.database.transaction(async () => {
      await this.profiles.lock();
      const existing = await this.profiles.activeVersion();
      if (existing !== undefined) return await this.get(existing);
      const stored = await this.profiles.insert({
        basedOn: null,
        author: 'scout',
        reason: 'The defaults of this release',
        profile: DEFAULT_PROFILE,
        hash: profileHash(DEFAULT_PROFILE),
      });
      await this.profiles.activate({
        version: stored.version,
        kind: 'activate',
        author: 'scout',
        reason: 'First start',
      });
      return stored;
    });
  }
}
