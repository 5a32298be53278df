import { JobProcessor, ProcessorOf } from '../platform/queue/job-processor.js';
import { DigestService } from './digest.service.js';
import { RetentionService } from './retention.service.js';

/** The one clock of all digests: a tick in UTC that claims whoever is due. */
@ProcessorOf('digest-tick')
export class DigestTickProcessor extends JobProcessor<'digest-tick'> {
  constructor(
    private readonly digest: DigestService,
    private readonly retention: RetentionService,
  ) {
    super();
  }

  protected async handle(): Promise<void> {
    await this.digest.tick();
    await this.retention.hourly();
  }
}
