import { JobProcessor, ProcessorOf } from '../platform/queue/job-processor.js';
import { LearnService } from './learn.service.js';

/** Every ten seconds a step of learning, where there is something new. */
@ProcessorOf('learn')
export class LearnProcessor extends JobProcessor<'learn'> {
  constructor(private readonly learning: LearnService) {
    super();
  }

  protected async handle(): Promise<void> {
    await this.learning.run();
  }
}
