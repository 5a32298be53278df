import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { KeysService } from '../access/keys.service.js';
import { BriefingsService, type BriefingView } from '../briefings/briefings.service.js';
import { DigestOperationsService } from '../briefings/digest-operations.service.js';
import { DigestService } from '../briefings/digest.service.js';
import { nameOf } from '../briefings/names.js';
import { FetchService } from '../catalog/sources/fetch.service.js';
import { sourceInputSchema } from '../catalog/sources/source-schema.js';
import { SourcesService } from '../catalog/sources/sources.service.js';
import { changed, loadSettings, type Settings } from '../config/settings.js';
import { Database } from '../platform/database/database.js';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.js';
import { migrate } from '../platform/database/migrate.js';
import { createHttpApp } from '../platform/http/http-app.js';
import { StderrLogger } from '../platform/logging/stderr-logger.js';
import type { Reader } from '../readers/reader.js';
import { readerBodySchema } from '../readers/reader-schema.js';
import { ReadersService } from '../readers/readers.service.js';
import { DemoMailbox } from './demo/mailbox.js';
import { DEMO_READERS } from './demo/readers.js';
import { DEMO_SOURCES, renderDemoFeed } from './demo/sources.js';
import { CommandError, print, Progress, tell } from './output.js';
import { briefingText, wrap } from './print-briefing.js';
import { appModule, untilAskedToStop } from './runtime.js';

export interface DemoOptions {
  readonly keep?: boolean;
  readonly live?: string;
}

const POLL_MS = 50;
const STAGE_TIMEOUT_MS = 120_000;

/** The main job end to end: database, queue, feeds in, briefings out, printed with their reasons and mailed. */
export async function demo(options: DemoOptions): Promise<void> {
  const asked = untilAskedToStop();
  const stages = new Stages();
  const feeds = await serveFeeds(new Date());
  const mailbox = await DemoMailbox.open();
  const settings = loadSettings();
  const ground = await demoDatabase(settings);
  stages.done('database');
  const address = feeds.address() as AddressInfo;
  const allowed = `127.0.0.1:${address.port}`;
  const module = await appModule(
    changed(settings, {
      DATABASE_URL: ground.url,
      FETCH_ALLOW: [...settings.FETCH_ALLOW, allowed],
      // Invented people get no mail in the world outside.
      SMTP_URL: mailbox.smtpUrl,
      PUBLIC_URL: settings.PUBLIC_URL ?? `http://127.0.0.1:${settings.PORT}`,
      // The samples all come from one host, and that is this process.
      ...(options.live === undefined ? { FETCH_HOST_GAP_MS: 0 } : {}),
    }),
    { name: 'scout-up', workers: true },
  );
  const app = await createHttpApp(module, { logger: new StderrLogger('error') });
  try {
    await app.init();
    await forgetDemo(app);
    stages.done('start');
    await (options.live === undefined ? addDemoSources(app, allowed) : addLiveSources(app, options.live));
    await ingest(app, stages);
    const readers = await addReaders(app);
    const briefings = await brief(app, readers);
    stages.done('briefings');
    await until('Sending mails', readers.length, () => Promise.resolve(mailbox.size));
    stages.done('mails');
    for (const { reader, briefing } of briefings) print(`${briefingText(briefing, reader)}\n`);
    print(comparison(briefings[0]!, mostDifferent(briefings)));
    print('');
    print(`${mailbox.size} mails came to the mailbox of the demo (\`--keep\` leaves it open).`);
    print(stages.text());
    if (options.keep === true) {
      const { text } = await app.get(KeysService).create({
        name: 'demo',
        scopes: ['feed:read', 'readers:write', 'events:write', 'stories:write', 'tuning:write', 'ops'],
      });
      await app.listen(settings.PORT, settings.HOST);
      print(
        `The API listens on ${await app.getUrl()} (documentation: /docs). A key with every scope: ${text}`,
      );
      print(`The mails: ${mailbox.address}`);
      await asked;
    }
  } finally {
    await app.close();
    feeds.close();
    await mailbox.close();
    await ground.stop();
  }
}

/** Times of the stages, for the last lines of the demo. */
class Stages {
  private readonly rows: [string, number][] = [];
  private last = performance.now();

  done(stage: string): void {
    const now = performance.now();
    this.rows.push([stage, now - this.last]);
    this.last = now;
  }

  text(): string {
    const total = this.rows.reduce((sum, [, ms]) => sum + ms, 0);
    const parts = this.rows.map(([stage, ms]) => `${stage} ${(ms / 1000).toFixed(1)} s`);
    return `Stages: ${parts.join(' · ')} · in all ${(total / 1000).toFixed(1)} s`;
  }
}

/** A database of the demo's own, so that its invented stories never mix with real ones. */
async function demoDatabase(settings: Settings): Promise<{ url: string; stop(): Promise<void> }> {
  if (settings.DATABASE_URL !== undefined) {
    await migrate(settings.DATABASE_URL);
    return { url: settings.DATABASE_URL, stop: () => Promise.resolve() };
  }
  tell('Starting the embedded PostgreSQL …');
  const server = await startEmbeddedPostgres({ home: join(settings.SCOUT_HOME, 'demo'), exclusive: true });
  try {
    await migrate(server.url);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The invented outlets on a port of this machine, so that fetching is the real thing. */
async function serveFeeds(now: Date): Promise<Server> {
  const rendered = new Map(DEMO_SOURCES.map((source) => [`/${source.file}`, renderDemoFeed(source, now)]));
  const server = createServer((request, response) => {
    const feed = rendered.get(request.url ?? '');
    response.writeHead(feed === undefined ? 404 : 200, { 'content-type': feed?.contentType ?? 'text/plain' });
    response.end(feed?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return server;
}

/**
 * Takes the last demo away, so that every run starts from nothing.
 * @throws CommandError where somebody else's readers or sources lie in the database
 */
async function forgetDemo(app: INestApplicationContext): Promise<void> {
  const database = app.get(Database);
  const sources = DEMO_SOURCES.map((source) => source.id);
  const readers = DEMO_READERS.map((reader) => reader.id);
  const strangers = await database.query(
    `SELECT 1 FROM reader WHERE id <> ALL ($1) UNION ALL SELECT 1 FROM source WHERE id <> ALL ($2) LIMIT 1`,
    [readers, sources],
  );
  if (strangers.length > 0 && loadSettings().DATABASE_URL !== undefined) {
    throw new CommandError(
      'the database of DATABASE_URL is in use; the demo wants an empty one (or unset DATABASE_URL)',
    );
  }
  await database.query('TRUNCATE reader, source, delivery, briefing CASCADE');
}

async function addDemoSources(app: INestApplicationContext, host: string): Promise<void> {
  const sources = app.get(SourcesService);
  for (const { id, name, file, authority } of DEMO_SOURCES) {
    await sources.create(
      sourceInputSchema.parse({ id, name, feedUrl: `http://${host}/${file}`, authority, articles: 'never' }),
    );
  }
}

async function addLiveSources(app: INestApplicationContext, file: string): Promise<void> {
  const { created, errors } = await app.get(SourcesService).importOpml(await readFile(file));
  tell(
    `${created.length} sources of ${file}${errors.length === 0 ? '' : `, ${errors.length} entries left out`}`,
  );
}

/** Fetches every source through the queue and waits until all stories are understood. */
async function ingest(app: INestApplicationContext, stages: Stages): Promise<void> {
  const database = app.get(Database);
  const ids = await database.query<{ id: string }>('SELECT id FROM source WHERE feed_url IS NOT NULL');
  for (const { id } of ids) await app.get(FetchService).request(id);
  await until('Fetching feeds', ids.length, async () => {
    const rows = await database.query<{ done: number }>(
      'SELECT count(*)::int AS done FROM source WHERE feed_url IS NOT NULL AND last_fetch_at IS NOT NULL',
    );
    return rows[0]!.done;
  });
  stages.done('fetch');
  const stories = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM story');
  await until('Understanding stories', stories[0]!.count, async () => {
    const rows = await database.query<{ done: number }>(
      'SELECT count(*)::int AS done FROM story WHERE event_ref IS NOT NULL',
    );
    return rows[0]!.done;
  });
  stages.done(`tag and cluster ${stories[0]!.count} stories`);
}

async function addReaders(app: INestApplicationContext): Promise<Reader[]> {
  const added: Reader[] = [];
  for (const { id, ...body } of DEMO_READERS) {
    const mailed = { ...body, email: `${id}@example.com`, channels: ['email'] };
    added.push((await app.get(ReadersService).put(id, readerBodySchema.parse(mailed))).reader);
  }
  return added;
}

interface Briefed {
  readonly reader: Reader;
  readonly briefing: BriefingView;
}

/** Runs the digest through the queue and reads what it made. */
async function brief(app: INestApplicationContext, readers: readonly Reader[]): Promise<Briefed[]> {
  await app.get(DigestService).run();
  const operations = app.get(DigestOperationsService);
  await until(
    'Assembling briefings',
    readers.length,
    async () => (await operations.status()).lastDay.briefings,
  );
  const views = await Promise.all(readers.map((reader) => app.get(BriefingsService).today(reader.id)));
  return readers.map((reader, i) => ({ reader, briefing: views[i]! }));
}

async function until(label: string, total: number, count: () => Promise<number>): Promise<void> {
  const progress = new Progress(label, total);
  const deadline = performance.now() + STAGE_TIMEOUT_MS;
  for (;;) {
    const done = await count();
    progress.at(done);
    if (done >= total) break;
    if (performance.now() > deadline)
      throw new CommandError(`${label}: ${done} of ${total} after two minutes`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  progress.end();
}

/** The reader whose list shares least with the first one's. */
function mostDifferent(briefings: readonly Briefed[]): Briefed {
  const first = new Set(briefings[0]!.briefing.items.map((item) => item.story));
  const shared = (one: Briefed): number => one.briefing.items.filter((item) => first.has(item.story)).length;
  return briefings.slice(1).reduce((best, one) => (shared(one) < shared(best) ? one : best));
}

/** What two readers got differently from the same day, and why. */
function comparison(a: Briefed, b: Briefed): string {
  const storiesOf = (one: Briefed): Set<string> => new Set(one.briefing.items.map((item) => item.story));
  const [ofA, ofB] = [storiesOf(a), storiesOf(b)];
  const called = ({ reader }: Briefed): string =>
    `${reader.name ?? reader.id} (${nameOf(reader.role)}, ${nameOf(reader.industry)})`;
  const own = (one: Briefed, other: ReadonlySet<string>): string[] =>
    one.briefing.items
      .filter((item) => !other.has(item.story))
      .slice(0, 3)
      .map((item) =>
        wrap(`- ${item.headline}: ${item.reasons.map((reason) => reason.text).join(' · ')}`, '    ', '  '),
      );
  const shared = a.briefing.items.filter((item) => ofB.has(item.story));
  return [
    'The same day, two readers',
    '─────────────────────────',
    `Both got ${shared.length === 0 ? 'none of the same stories' : shared.map((item) => `“${item.headline}”`).join(', ')}.`,
    `Only ${called(a)}:`,
    ...own(a, ofB),
    `Only ${called(b)}:`,
    ...own(b, ofA),
  ].join('\n');
}
