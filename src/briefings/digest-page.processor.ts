import { JobProcessor, ProcessorOf } from '../platform/queue/job-processor.js';
import { AssemblyService } from './assembly.service.js';

/** Assembles the briefings of one page of readers. */
@ProcessorOf('digest-page')
export class DigestPageProcessor extends JobProcessor<'digest-page'> {
  constructor(private readonly assembly: AssemblyService) {
    super();
  }

  protected async handle({ page }: { page: number }): Promise<void> {
    await this.assembly.assemblePage(page);
  }
}
