import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeysService, type NewKey } from '../../src/access/keys.service.js';
import { AppModule } from '../../src/app.module.js';
import { AssemblyService } from '../../src/briefings/assembly.service.js';
import type { BriefingView } from '../../src/briefings/briefings.service.js';
import { type Claimed, DigestService } from '../../src/briefings/digest.service.js';
import { ClusteringService } from '../../src/catalog/events/clustering.service.js';
import { CompositionService } from '../../src/catalog/events/composition.service.js';
import { EnrichmentRepository } from '../../src/catalog/topics/enrichment.repository.js';
import { EnrichmentService } from '../../src/catalog/topics/enrichment.service.js';
import { TopicRepository } from '../../src/catalog/topics/topic.repository.js';
import { loadSettings } from '../../src/config/settings.js';
import { LearnService } from '../../src/engagement/learn.service.js';
import { Clock, FixedClock } from '../../src/platform/clock.js';
import { Database } from '../../src/platform/database/database.js';
import { createHttpApp } from '../../src/platform/http/http-app.js';
import { SCOPES } from '../../src/platform/http/scopes.js';
import { JobQueue } from '../../src/platform/queue/job-queue.js';
import { RankingProfilesService } from '../../src/ranking-profiles/ranking-profiles.service.js';
import { inventedDay, type InventedStory } from './invented-stories.js';
import { RecordingJobQueue } from './recording-job-queue.js';
import { createTestDatabase } from './test-database.js';

/** A Monday at noon, UTC. */
export const MONDAY_NOON = new Date('2026-07-06T12:00:00.000Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface CallOptions {
  /** The text of a key; absent: one with all scopes. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The whole product in one process, at a moment that a test sets, called over HTTP without a port. */
export class TestScout {
  /** Of the worker's process, which this one is not. */
  readonly enrichment: EnrichmentService;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly clock: FixedClock,
    /** What services have put into the queue; nothing works it off by itself. */
    readonly jobs: RecordingJobQueue,
    private readonly key: string,
    private readonly dropDatabase: () => Promise<void>,
    readonly databaseUrl: string,
  ) {
    const { database } = this;
    this.enrichment = new EnrichmentService(
      new EnrichmentRepository(database),
      new TopicRepository(database),
      database,
      clock,
      app.get(ClusteringService),
      app.get(CompositionService),
    );
  }

  /** Boots on a database of its own, or beside another process on one that exists. */
  static async open(
    options: {
      readonly now?: Date;
      readonly databaseUrl?: string;
      readonly settings?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<TestScout> {
    const own = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
    const databaseUrl = options.databaseUrl ?? own!.url;
    const settings = loadSettings({ DATABASE_URL: databaseUrl, ...options.settings });
    const app = await createHttpApp(AppModule.forRoot(settings), { logger: false });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const clock = new FixedClock(options.now ?? MONDAY_NOON);
    const jobs = new RecordingJobQueue();
    // Every service holds these very objects, so that the application is the one that runs outside of tests.
    Object.assign(app.get(Clock), { now: () => clock.now() });
    Object.assign(app.get(JobQueue), {
      add: jobs.add.bind(jobs),
      addEvery: jobs.addEvery.bind(jobs),
      counts: jobs.counts.bind(jobs),
      next: jobs.next.bind(jobs),
    });
    const { text } = await app.get(KeysService).create({ name: 'all', scopes: [...SCOPES] });
    return new TestScout(app, clock, jobs, text, own?.drop ?? (() => Promise.resolve()), databaseUrl);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.dropDatabase();
  }

  get database(): Database {
    return this.app.get(Database);
  }

  async newKey(wish: Partial<NewKey>): Promise<string> {
    const { text } = await this.app.get(KeysService).create({ name: 'test', scopes: [...SCOPES], ...wish });
    return text;
  }

  async call(
    method: Method,
    path: string,
    body?: unknown,
    { key = this.key, headers = {} }: CallOptions = {},
  ) {
    return await this.app.inject({
      method,
      url: `/v1${path}`,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  get(path: string, options?: CallOptions) {
    return this.call('GET', path, undefined, options);
  }

  post(path: string, body: unknown = {}, options?: CallOptions) {
    return this.call('POST', path, body, options);
  }

  /** A step of learning, as its job makes it. */
  async learn(): Promise<number | undefined> {
    return await this.app.get(LearnService).run(await this.app.get(RankingProfilesService).active());
  }

  /** Stands at another moment; relative ones are in milliseconds from now on. */
  at(moment: Date | string | number): void {
    const now = this.clock.now().getTime();
    this.clock.set(new Date(typeof moment === 'number' ? now + moment : moment));
  }

  /** Posts stories and has them understood. */
  async tell(stories: readonly InventedStory[]): Promise<void> {
    const answer = await this.post('/stories', { stories });
    expect([answer.statusCode, answer.json().errors]).toEqual([200, []]);
    await this.enrichment.enrichAll();
  }

  /** Posts the invented day up to now and moves on by a minute, so that caches look again. */
  async tellTheDay(prefix?: string): Promise<InventedStory[]> {
    const day = inventedDay(this.clock.now(), prefix);
    await this.tell(day);
    this.at(MINUTE);
    return day;
  }

  /** Creates or replaces a reader; without more, a security engineer of a bank in Berlin. */
  async reader(id: string, wish: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const body = { role: 'security-engineer', industry: 'banking', timeZone: 'Europe/Berlin', ...wish };
    const answer = await this.call('PUT', `/readers/${id}`, body);
    expect([answer.statusCode, answer.json().errors]).toEqual([200, undefined]);
  }

  async feedIds(reader: string, query = 'limit=100'): Promise<string[]> {
    const answer = await this.get(`/readers/${reader}/feed?${query}`);
    expect(answer.statusCode).toBe(200);
    return answer.json<{ items: { story: string }[] }>().items.map((item) => item.story);
  }

  async event(event: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await this.post('/events', { events: [{ at: this.clock.now().toISOString(), ...event }] });
    expect([answer.statusCode, answer.json().errors]).toEqual([200, []]);
  }

  tick(): Promise<Claimed> {
    return this.app.get(DigestService).tick();
  }

  /** Works off every page that was queued, and forgets the queue. @returns briefings that were made */
  async workPages(): Promise<number> {
    let made = 0;
    const pages = this.jobs.jobs.filter((job) => job.queue === 'digest-page');
    this.jobs.jobs.length = 0;
    for (const { payload } of pages)
      made += await this.app.get(AssemblyService).assemblePage((payload as { page: number }).page);
    return made;
  }

  async briefing(reader: string, date: string): Promise<BriefingView> {
    const answer = await this.get(`/readers/${reader}/briefings/${date}`);
    expect([answer.statusCode, answer.json().detail]).toEqual([200, undefined]);
    return answer.json<BriefingView>();
  }

  /** `reader date` of every stored briefing, in order. */
  async briefings(): Promise<string[]> {
    const rows = await this.database.query<{ what: string }>(
      `SELECT r.id || ' ' || b.local_date AS what FROM briefing b JOIN reader r ON r.ref = b.reader_ref ORDER BY 1`,
    );
    return rows.map((row) => row.what);
  }

  /** `reader date status` of every delivery that is not settled. */
  async deliveries(): Promise<string[]> {
    const rows = await this.database.query<{ what: string }>(
      `SELECT r.id || ' ' || d.local_date || ' ' || d.status AS what
       FROM delivery d JOIN reader r ON r.ref = d.reader_ref ORDER BY 1`,
    );
    return rows.map((row) => row.what);
  }
}
