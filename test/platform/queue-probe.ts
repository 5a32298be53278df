import { type INestApplicationContext, Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { loadSettings } from '../../src/config/settings.js';
import { SettingsModule } from '../../src/config/settings.module.js';
import { JobProcessor, ProcessorOf } from '../../src/platform/queue/job-processor.js';
import type { QueueName } from '../../src/platform/queue/queue-catalogue.js';
import { QueueModule } from '../../src/platform/queue/queue.module.js';

export interface Seen {
  readonly queue: QueueName;
  readonly payload: unknown;
  readonly at: number;
}

/** Sees every job that the probe's processors get, and does with it what a test says. */
export class Probe {
  readonly seen: Seen[] = [];
  /** What a job does; by default nothing. */
  handle: (seen: Seen) => Promise<void> = () => Promise.resolve();
  private waiting: { count: number; resolve: () => void }[] = [];

  async take(queue: QueueName, payload: unknown): Promise<void> {
    const one = { queue, payload, at: Date.now() };
    this.seen.push(one);
    this.waiting = this.waiting.filter((each) => {
      if (this.seen.length < each.count) return true;
      each.resolve();
      return false;
    });
    await this.handle(one);
  }

  /** Resolves when as many jobs have been seen since the last {@link clear}. */
  async count(count: number): Promise<void> {
    if (this.seen.length >= count) return;
    await new Promise<void>((resolve) => this.waiting.push({ count, resolve }));
  }

  clear(): void {
    this.seen.length = 0;
    this.handle = () => Promise.resolve();
  }
}

@Injectable()
@ProcessorOf('enrich-stories')
export class EnrichProbe extends JobProcessor<'enrich-stories'> {
  constructor(private readonly probe: Probe) {
    super();
  }

  protected override handle(payload: unknown): Promise<void> {
    return this.probe.take('enrich-stories', payload);
  }
}

@Injectable()
@ProcessorOf('digest-tick')
class TickProbe extends JobProcessor<'digest-tick'> {
  constructor(private readonly probe: Probe) {
    super();
  }

  protected override handle(payload: unknown): Promise<void> {
    return this.probe.take('digest-tick', payload);
  }
}

export interface ProbeOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly prefix: string;
  readonly workers: boolean;
}

/** A process's worth of queue: adds to all, works on `enrich-stories` and `digest-tick` only. */
export async function startProbe(
  options: ProbeOptions,
  probe = new Probe(),
): Promise<INestApplicationContext> {
  const settings = loadSettings({
    DATABASE_URL: options.databaseUrl,
    REDIS_URL: options.redisUrl,
    QUEUE_PREFIX: options.prefix,
  });
  const module = Test.createTestingModule({
    imports: [
      SettingsModule.forRoot(settings),
      QueueModule.forRoot({ workers: options.workers, queues: ['enrich-stories', 'digest-tick'] }),
    ],
    providers: [{ provide: Probe, useValue: probe }, EnrichProbe, TickProbe],
  });
  const app = await module.compile();
  app.useLogger(false);
  app.enableShutdownHooks();
  return await app.init();
}
