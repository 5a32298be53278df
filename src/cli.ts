import { Argument, Command, CommanderError, Option } from 'commander';
import type { BenchOptions } from './cli/bench.command.js';
import type { DemoOptions } from './cli/demo.command.js';
import type { DocsOptions } from './cli/docs.command.js';
import type {
  DryRunOptions,
  PendingOptions,
  RunOptions,
  ScheduleOptions,
  StatusOptions,
} from './cli/digest.commands.js';
import { type Json, moment, share, wholeNumber } from './cli/options.js';
import type { QualityOptions } from './cli/quality.command.js';
import type { RankOptions } from './cli/rank.command.js';
import type { ReplayOptions } from './cli/replay.command.js';
import type { KeyOptions } from './cli/setup.commands.js';
import type { FeedOptions, TextOptions } from './cli/text.commands.js';
import type { EvaluateOptions, PreviewOptions, Signed, SwitchOptions } from './cli/weights.commands.js';
import { CommandError, tell } from './cli/output.js';
import { SettingError } from './config/settings.js';
import { ScoutError } from './platform/errors.js';

/** The command line. Commands are loaded when they are called, so that the light ones start at once. */
function program(): Command {
  const scout = new Command('scout')
    .description("One reasoned briefing of the day's professional news for each reader")
    .exitOverride()
    .showHelpAfterError('(scout COMMAND --help explains)');
  const maxBad = new Option('--max-bad <n>', 'bad entries of the input that do not fail the command')
    .argParser(wholeNumber(0))
    .default(0);
  const json = new Option('--json', 'one JSON document instead of text');

  scout
    .command('rank')
    .description('rank the stories of a file for the readers of another; no database')
    .requiredOption('--stories <file>', 'JSON Lines')
    .requiredOption('--readers <file>', 'JSON')
    .requiredOption('--as-of <time>', 'RFC 3339', moment)
    .option('--limit <n>', 'stories a reader; 0 ranks all and skips assembly', wholeNumber(0, 10_000), 10)
    .option('--profile <file>', 'ranking profile {name, reason, weights, rules}')
    .option('--events <file>', 'behaviour, JSON Lines')
    .option('--seed <n>', 'gives one slot to exploring', wholeNumber(0, 4_294_967_295))
    .addOption(maxBad)
    .action(async (options: RankOptions) => await (await import('./cli/rank.command.js')).rank(options));
  scout
    .command('replay')
    .description('what ranking by behaviour would have reached on a log, beside its baselines; no database')
    .addOption(
      new Option('--protocol <name>', 'p1 sampled negatives, p2 in order of time, p3 no times')
        .choices(['p1', 'p2', 'p3'])
        .makeOptionMandatory(),
    )
    .requiredOption('--events <file>', 'JSON Lines, or the CSV file of Deskdrop or IBM as it lies')
    .option(
      '--stories <file>',
      'JSON Lines; only touches of these stories take part, and p1 and p3 know their titles',
    )
    .option('--profile <file>', 'ranking profile that p2 starts from')
    .option('--count-from <share>', 'p2: only events after this share of the time span count', share)
    .addOption(maxBad)
    .addOption(json)
    .action(
      async (options: ReplayOptions) => await (await import('./cli/replay.command.js')).replay(options),
    );
  scout
    .command('tag')
    .description('topics, entities, kinds of fact and figures of each story of a file; no database')
    .requiredOption('--stories <file>', 'JSON Lines')
    .addOption(maxBad)
    .action(async (options: TextOptions) => await (await import('./cli/text.commands.js')).tag(options));
  scout
    .command('cluster')
    .description('groups of stories that report the same event; no database')
    .requiredOption('--stories <file>', 'JSON Lines')
    .addOption(maxBad)
    .action(async (options: TextOptions) => await (await import('./cli/text.commands.js')).cluster(options));
  scout
    .command('compose')
    .description('each event of two or more stories told once, with citations; JSON Lines, no database')
    .requiredOption('--stories <file>', 'JSON Lines')
    .addOption(maxBad)
    .action(async (options: TextOptions) => await (await import('./cli/text.commands.js')).compose(options));
  scout
    .command('parse-feed')
    .description('one feed file (RSS, RDF, Atom, JSON Feed) as JSON; no database')
    .argument('<file>')
    .option('--content-type <type>', 'as a server would send it')
    .action(
      async (file: string, options: FeedOptions) =>
        await (await import('./cli/text.commands.js')).parseFeedFile(file, options),
    );
  scout
    .command('feed-report')
    .description('which cases of the public feed corpora fail, and why; no database')
    .addOption(json)
    .action(async (options: Json) => {
      (await import('./cli/feed-report.command.js')).feedReport(options);
    });
  scout
    .command('demo')
    .description('the main job end to end on sample sources: eight readers, eight briefings')
    .option('--keep', 'leave the API up afterwards')
    .option('--live <file>', 'real feeds of an OPML file instead of the samples')
    .action(async (options: DemoOptions) => await (await import('./cli/demo.command.js')).demo(options));
  scout
    .command('up')
    .description('API and jobs in one process')
    .action(async () => await (await import('./cli/process.commands.js')).up());
  scout
    .command('serve')
    .description('the API process')
    .action(async () => await (await import('./cli/process.commands.js')).serve());
  scout
    .command('work')
    .description('the job process')
    .action(async () => await (await import('./cli/process.commands.js')).work());
  scout
    .command('migrate')
    .description('bring the schema up, under a lock')
    .action(async () => await (await import('./cli/setup.commands.js')).migrateCommand());
  scout
    .command('doctor')
    .description('check every dependency and setting, and say what to do')
    .addOption(json)
    .action(async (options: Json) => await (await import('./cli/setup.commands.js')).doctor(options));
  scout
    .command('keys')
    .description('API keys')
    .command('create')
    .description('make a key and show it, once')
    .requiredOption('--scopes <list>', 'feed:read,readers:write,events:write,stories:write,tuning:write,ops')
    .option('--name <name>', 'whose key it is', 'command line')
    .option('--reader <id>', 'binds the key to one reader')
    .option('--expires <time>', 'RFC 3339', moment)
    .addOption(json)
    .action(
      async (options: KeyOptions) => await (await import('./cli/setup.commands.js')).createKey(options),
    );
  scout
    .command('quality')
    .description('measure the protocols on the development data and write docs/quality.md; no database')
    .option('--titles', 'add the titles of the worst placed stories')
    .addOption(json)
    .action(
      async (options: QualityOptions) => await (await import('./cli/quality.command.js')).quality(options),
    );
  scout
    .command('bench')
    .description('measure speed and memory on invented stories and readers')
    .addArgument(
      new Argument('<name>', 'digest, enrich, feed, ingest, pipeline or rank').choices([
        'digest',
        'enrich',
        'feed',
        'ingest',
        'pipeline',
        'rank',
      ]),
    )
    .option(
      '--readers <n>',
      'of the run into the database (20,000; 0 leaves the database out), of digest (50,000), or of feed and rank (100,000)',
      wholeNumber(0),
    )
    .option('--stories <n>', 'of the run into the database (2,000; feed 5,000)', wholeNumber(1))
    .option('--feeds <n>', 'requests for feeds a second while digest runs (100)', wholeNumber(0, 10_000))
    .addOption(json)
    .action(
      async (name: string, options: BenchOptions) =>
        await (await import('./cli/bench.command.js')).bench(name, options),
    );
  scout
    .command('docs')
    .description("write the README's table of settings and docs/openapi.json")
    .option('--check', 'fail when they differ from the code; write nothing')
    .action(async (options: DocsOptions) => await (await import('./cli/docs.command.js')).docs(options));
  sourcesCommands(scout, json);
  digestCommands(scout, json);
  weightsCommands(scout, json);
  return scout;
}

function sourcesCommands(scout: Command, json: Option): void {
  const sources = scout.command('sources').description('the catalogue of feeds');
  sources
    .command('list', { isDefault: true })
    .description('every source with its health, those that want attention first')
    .addOption(json)
    .action(async (options: Json) => await (await import('./cli/sources.commands.js')).listSources(options));
  sources
    .command('import')
    .description('add the feeds of an OPML file')
    .argument('<file>')
    .addOption(json)
    .action(
      async (file: string, options: Json) =>
        await (await import('./cli/sources.commands.js')).importSources(file, options),
    );
  sources
    .command('fetch')
    .description('fetch one source or all of them now')
    .argument('[id]')
    .addOption(json)
    .action(
      async (id: string | undefined, options: Json) =>
        await (await import('./cli/sources.commands.js')).fetchSources(id, options),
    );
}

function digestCommands(scout: Command, json: Option): void {
  const load = async () => await import('./cli/digest.commands.js');
  const digest = scout.command('digest').description('schedules and runs of the daily briefings');
  const schedule = digest.command('schedule').description('when cohorts get their briefing');
  schedule
    .command('list')
    .addOption(json)
    .action(async (options: Json) => await (await load()).listSchedules(options));
  schedule
    .command('set')
    .description('create or change a schedule')
    .argument('<id>', "'default', or a name for the schedule of a cohort")
    .requiredOption('--time <HH:MM>', "in each reader's zone")
    .requiredOption('--days <days>', 'daily, weekdays, or mon,tue,…')
    .option('--role <id>', 'cohort')
    .option('--industry <id>', 'cohort')
    .option('--cutoff <hours>', 'later than this a delivery is not made any more', wholeNumber(1, 47))
    .option('--quiet <dates>', 'without delivery: 2026-12-25,2026-12-28/2027-01-02; empty for none')
    .addOption(json)
    .action(async (id: string, options: ScheduleOptions) => await (await load()).setSchedule(id, options));
  for (const [name, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    schedule
      .command(name)
      .argument('<id>')
      .addOption(json)
      .action(async (id: string, options: Json) => await (await load()).pauseSchedule(id, paused, options));
  }
  digest
    .command('status')
    .description('what is due, owed and late')
    .option('--watch', 'look again until nothing is due or owed')
    .addOption(json)
    .action(async (options: StatusOptions) => await (await load()).digestStatus(options));
  digest
    .command('run')
    .description('make the briefing of today or a date now; nobody gets a second one')
    .option('--reader <id...>', 'only these')
    .option('--role <id>', 'only this cohort')
    .option('--industry <id>', 'only this cohort')
    .option('--date <YYYY-MM-DD>', "of the last three days; each reader's own today by default")
    .addOption(json)
    .action(async (options: RunOptions) => await (await load()).runDigest(options));
  digest
    .command('dry-run')
    .description('what a tick would claim; changes nothing')
    .option('--at <time>', 'RFC 3339; now by default', moment)
    .option('--sample <n>', 'readers to list', wholeNumber(0, 100), 20)
    .addOption(json)
    .action(async (options: DryRunOptions) => await (await load()).dryRunDigest(options));
  digest
    .command('pending')
    .description('deliveries that are owed, failed or cancelled')
    .option('--limit <n>', 'to list', wholeNumber(1, 200), 50)
    .addOption(json)
    .action(async (options: PendingOptions) => await (await load()).pendingDeliveries(options));
  digest
    .command('cancel')
    .description('have an owed briefing not made; that date stays without one')
    .argument('<reader>')
    .argument('<date>', 'YYYY-MM-DD')
    .action(async (reader: string, date: string) => await (await load()).cancelDelivery(reader, date));
  digest
    .command('inspect')
    .description("one reader's plan, what is owed and what was made; JSON")
    .argument('<reader>')
    .addOption(json)
    .action(async (reader: string) => await (await load()).inspectReader(reader));
}

function weightsCommands(scout: Command, json: Option): void {
  const load = async () => await import('./cli/weights.commands.js');
  const version = wholeNumber(1, 2_147_483_647);
  const weights = scout.command('weights').description('ranking profiles: versioned weights and rules');
  const author = new Option('--author <name>', 'who; by default the user of this machine');
  weights
    .command('list')
    .addOption(json)
    .action(async (options: Json) => await (await load()).listProfiles(options));
  weights
    .command('show')
    .argument('[version]', 'the active one by default', version)
    .addOption(json)
    .action(
      async (which: number | undefined, options: Json) => await (await load()).showProfile(which, options),
    );
  weights
    .command('draft')
    .description('store {name, reason, weights, rules} as a new version; it changes nothing yet')
    .argument('<file>')
    .addOption(author)
    .addOption(json)
    .action(async (file: string, options: Signed) => await (await load()).draftProfile(file, options));
  weights
    .command('preview')
    .description('both lists side by side for some readers')
    .argument('<version-or-file>')
    .requiredOption('--readers <ids>', 'separated by commas')
    .addOption(json)
    .action(
      async (what: string, options: PreviewOptions) => await (await load()).previewProfile(what, options),
    );
  weights
    .command('evaluate')
    .description('what a version or draft file would have done to the lists of the last days')
    .argument('<version-or-file>')
    .option('--days <n>', 'how far to look back', wholeNumber(1, 31), 7)
    .option('--readers <n>', 'drawn from those who took something', wholeNumber(1, 500), 200)
    .option('--seed <n>', 'of the draw and the resamples', wholeNumber(0, 4_294_967_295), 1)
    .addOption(json)
    .action(
      async (what: string, options: EvaluateOptions) => await (await load()).evaluateProfile(what, options),
    );
  weights
    .command('diff')
    .argument('<from>', '', version)
    .argument('<to>', '', version)
    .addOption(json)
    .action(
      async (from: number, to: number, options: Json) => await (await load()).diffProfiles(from, to, options),
    );
  weights
    .command('activate')
    .argument('<version>', '', version)
    .requiredOption('--reason <text>', 'kept in the history')
    .addOption(author)
    .addOption(json)
    .action(
      async (which: number, options: SwitchOptions) => await (await load()).activateProfile(which, options),
    );
  weights
    .command('rollback')
    .description('put the version that was in use before back into use')
    .requiredOption('--reason <text>', 'kept in the history')
    .addOption(author)
    .addOption(json)
    .action(async (options: SwitchOptions) => await (await load()).rollbackProfile(options));
  weights
    .command('history')
    .addOption(json)
    .action(async (options: Json) => await (await load()).profileHistory(options));
}

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const known =
      error instanceof CommandError || error instanceof ScoutError || error instanceof SettingError;
    tell(
      `scout: ${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    // What did not come up may hold connections that try again for ever, such as to a Redis that is gone.
    process.exit(1);
  }
}
