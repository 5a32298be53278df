import { LearnService } from '../engagement/learn.service.js';
import { JobProcessor, ProcessorOf } from '../platform/queue/job-processor.js';
import { RankingProfilesService } from '../ranking-profiles/ranking-profiles.service.js';

/** A step of learning within the bounds of the active profile, where there is something new. */
@ProcessorOf('learn')
export class LearnProcessor extends JobProcessor<'learn'> {
  constructor(
    private readonly learning: LearnService,
    private readonly profiles: RankingProfilesService,
  ) {
    super();
  }

  protected async handle(): Promise<void> {
    await this.learning.run(await this.profiles.active());
  }
}
