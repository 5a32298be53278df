import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { EngagementModule } from '../engagement/engagement.module.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { RankingProfilesModule } from '../ranking-profiles/ranking-profiles.module.js';
import { BriefingsModule } from './briefings.module.js';
import { DigestPageProcessor } from './digest-page.processor.js';
import { DigestTickProcessor } from './digest-tick.processor.js';
import { LearnProcessor } from './learn.processor.js';

const LEARN_EVERY_MS = 10_000;

/** The jobs of briefings, for processes that work them off. */
@Module({
  imports: [BriefingsModule, EngagementModule, RankingProfilesModule],
  providers: [DigestTickProcessor, DigestPageProcessor, LearnProcessor],
})
export class BriefingsJobsModule implements OnApplicationBootstrap {
  constructor(
    private readonly queue: JobQueue,
    private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.addEvery('digest-tick', this.settings.DIGEST_TICK_SECONDS * 1000, {});
    await this.queue.addEvery('learn', LEARN_EVERY_MS, {});
  }
}
