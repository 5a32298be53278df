import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { JobQueue } from '../platform/queue/job-queue.js';
import { LearnProcessor } from './learn.processor.js';
import { LearningModule } from './learning.module.js';

const EVERY_MS = 10_000;

/** The jobs of learning, for processes that work them off. */
@Module({
  imports: [LearningModule],
  providers: [LearnProcessor],
})
export class LearningJobsModule implements OnApplicationBootstrap {
  constructor(private readonly queue: JobQueue) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.addEvery('learn', EVERY_MS, {});
  }
}
