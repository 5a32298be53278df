import { Global, Injectable, Module } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Threads } from './threads.js';

/** Threads of one process. More would take the processor from the API, which may run beside the jobs. */
const MOST = 2;

@Injectable()
class ProcessThreads extends Threads implements OnApplicationShutdown {
  constructor() {
    super(MOST);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}

/** Provides {@link Threads}; they start with the first call and end with the process. */
@Global()
@Module({
  providers: [{ provide: Threads, useClass: ProcessThreads }],
  exports: [Threads],
})
export class ThreadsModule {}
