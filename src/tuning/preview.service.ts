import { Injectable } from '@nestjs/common';
import { BriefingViewService } from '../briefings/briefing-view.service.js';
import { type ItemView } from '../briefings/item-view.js';
import { CandidatePoolsService } from '../briefings/candidate-pools.service.js';
import { ReaderRankingService } from '../briefings/reader-ranking.service.js';
import { Clock } from '../platform/clock.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import type { RankingProfile } from '../ranking/ranking-profile.js';
import {
  applyDraft,
  type ProfileDraft,
  RankingProfilesService,
} from '../ranking-profiles/ranking-profiles.service.js';
import { ReadersService } from '../readers/readers.service.js';

/** A story in one of the two lists, and how it stands in the other. */
export interface PreviewItem extends ItemView {
  /** Place in this list, from 1. */
  readonly place: number;
  /** Places gained (positive) or lost against the other list; null when it is not on it. */
  readonly moved: number | null;
}

export interface ReaderPreview {
  readonly reader: string;
  readonly active: readonly PreviewItem[];
  readonly draft: readonly PreviewItem[];
}

export interface Preview {
  readonly activeVersion: number;
  readonly asOf: string;
  readonly readers: readonly ReaderPreview[];
}

/** Shows what a ranking profile would do before it ships: the same stories, readers and moment, ranked twice. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly profiles: RankingProfilesService,
    private readonly readers: ReadersService,
    private readonly pools: CandidatePoolsService,
    private readonly ranking: ReaderRankingService,
    private readonly views: BriefingViewService,
    private readonly clock: Clock,
  ) {}

  /** Side by side with the active version, for a stored version. @throws NotFoundError */
  async ofVersion(version: number, readerIds: readonly string[]): Promise<Preview> {
    return await this.compare((await this.profiles.get(version)).profile, readerIds);
  }

  /** Side by side with the active version, for a draft that is not stored. @throws InvalidInputError */
  async ofDraft(draft: ProfileDraft, readerIds: readonly string[]): Promise<Preview> {
    const active = await this.profiles.active();
    return await this.compare(applyDraft(active.profile, draft), readerIds);
  }

  private async compare(draft: RankingProfile, readerIds: readonly string[]): Promise<Preview> {
    const active = await this.profiles.active();
    const readers = await this.readers.getAll(readerIds);
    const now = this.clock.now();
    const windowHours = Math.max(active.profile.rules.windowHours, draft.rules.windowHours);
    const loaded = await this.pools.now(windowHours);
    const rankingReaders = await this.ranking.load(readers, now);
    return {
      activeVersion: active.version,
      asOf: new Date(loaded.pool.asOf).toISOString(),
      readers: await Promise.all(
        readers.map(async (reader, i) => {
          const lists = [active.profile, draft].map((profile) => {
            const { items } = dailyBriefing.run({
              pool: loaded.pool,
              popularity: loaded.popularity,
              learned: loaded.learned,
              profile,
              reader: rankingReaders[i]!,
              length: reader.length,
            });
            return this.views.liveItems(items, loaded, reader);
          });
          const [before, after] = (await Promise.all(lists)) as [ItemView[], ItemView[]];
          return { reader: reader.id, active: placed(before, after), draft: placed(after, before) };
        }),
      ),
    };
  }
}

function placed(list: readonly ItemView[], other: readonly ItemView[]): PreviewItem[] {
  const placeInOther = new Map(other.map((item, i) => [item.story, i + 1]));
  return list.map((item, i) => {
    const elsewhere = placeInOther.get(item.story);
    return { ...item, place: i + 1, moved: elsewhere === undefined ? null : elsewhere - (i + 1) };
  });
}
