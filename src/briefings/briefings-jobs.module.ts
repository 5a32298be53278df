import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { BriefingsModule } from './briefings.module.js';
import { DigestPageProcessor } from './digest-page.processor.js';
import { DigestTickProcessor } from './digest-tick.processor.js';

/** The jobs of briefings, for processes that work them off. */
@Module({
  imports: [BriefingsModule],
  providers: [DigestTickProcessor, DigestPageProcessor],
})
export class BriefingsJobsModule implements OnApplicationBootstrap {
  constructor(
    private readonly queue: JobQueue,
    private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.addEvery('digest-tick', this.settings.DIGEST_TICK_SECONDS * 1000, {});
  }
}
