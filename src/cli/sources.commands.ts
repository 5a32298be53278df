import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type FetchReport, FetchService } from '../catalog/sources/fetch.service.js';
import { sourceViewOf } from '../catalog/sources/source-schema.js';
import { SourcesService } from '../catalog/sources/sources.service.js';
import { Clock } from '../platform/clock.js';
import { enrichmentOf } from './enrichment.js';
import type { Json } from './options.js';
import { CommandError, print, printJson, Progress } from './output.js';
import { withScout } from './runtime.js';
import { sourceTable } from './source-table.js';

/** So many sources are fetched at once, each at another host. */
const AT_ONCE = 4;
/** Who has to wait longer for a host is left to the next time: a minute, and some seconds for each who waits with him. */
const longestWaitMs = (sources: number): number => 60_000 + 5_000 * sources;

/** Every source with its health, those that want attention first. */
export async function listSources(options: Json): Promise<void> {
  const { sources, now } = await withScout(async (app) => ({
    sources: await app.get(SourcesService).health(),
    now: app.get(Clock).now(),
  }));
  if (options.json === true) printJson({ sources: sources.map(sourceViewOf) });
  else print(sourceTable(sources, now));
}

/** Adds the feeds of an OPML file to the catalogue. */
export async function importSources(file: string, options: Json): Promise<void> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CommandError(
      `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  });
  const result = await withScout((app) => app.get(SourcesService).importOpml(bytes));
  if (options.json === true) printJson(result);
  else {
    print(`${result.created.length} sources added, ${result.known} known already`);
    for (const error of result.errors) print(`  ${error.path}: ${error.message}`);
  }
}

/** Fetches one source or all active ones now, in this process, and understands what came in. */
export async function fetchSources(id: string | undefined, options: Json): Promise<void> {
  const reports = await withScout(
    async (app) => {
      const sources = app.get(SourcesService);
      const ids =
        id === undefined
          ? (await sources.withFeeds()).map((source) => source.id)
          : [(await sources.get(id)).id];
      const progress = new Progress('Fetching', ids.length);
      const done = await fetchInTurns(ids, app.get(FetchService), (count) => {
        progress.at(count);
      });
      progress.end();
      await enrichmentOf(app).enrichAll();
      return done;
    },
    { role: { name: 'scout-cli', workers: false } },
  );
  if (options.json === true) printJson({ sources: reports });
  else for (const report of reports) print(`${report.source}: ${describe(report)}`);
  if (id !== undefined && reports[0]?.kind === 'failed') throw new CommandError(`${id} could not be fetched`);
}

type SourceReport = FetchReport & { readonly source: string };

/** Fetches each source once; whose host is busy gets its turn later, as long as that is soon. */
async function fetchInTurns(
  ids: readonly string[],
  fetches: FetchService,
  progress: (done: number) => void,
): Promise<SourceReport[]> {
  const line = ids.map((source) => ({ source, at: 0 }));
  const done: SourceReport[] = [];
  const work = async (): Promise<void> => {
    for (;;) {
      const next = line.sort((a, b) => a.at - b.at).shift();
      if (!next) return;
      await wait(Math.max(0, next.at - Date.now()));
      const report = await fetches.fetchSource(next.source);
      const at = report.kind === 'put-off' ? report.retryAt.getTime() : 0;
      if (at > 0 && at - Date.now() < longestWaitMs(ids.length)) line.push({ source: next.source, at });
      else progress(done.push({ source: next.source, ...report }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done.sort((a, b) => ids.indexOf(a.source) - ids.indexOf(b.source));
}

function describe(report: SourceReport): string {
  if (report.kind === 'failed') return `failed, ${report.code}: ${report.message}`;
  return report.kind === 'put-off' ? `its host is busy until ${report.retryAt.toISOString()}` : report.kind;
}
