import { readFile } from 'node:fs/promises';
import { FetchService } from '../catalog/fetch.service.js';
import { SourcesService } from '../catalog/sources.service.js';
import { enrichmentOf } from './enrichment.js';
import type { Json } from './options.js';
import { CommandError, print, printJson, Progress } from './output.js';
import { withScout } from './runtime.js';

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
      const done = [];
      for (const one of ids) {
        done.push({ source: one, ...(await app.get(FetchService).fetchSource(one)) });
        progress.at(done.length);
      }
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

function describe(report: {
  readonly kind: string;
  readonly code?: string;
  readonly message?: string;
}): string {
  return report.kind === 'failed' ? `failed, ${report.code ?? ''}: ${report.message ?? ''}` : report.kind;
}
