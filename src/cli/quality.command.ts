import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { projectRoot } from '../config/project-root.js';
import { loadSettings } from '../config/settings.js';
import { createEntityLinker } from '../enrichment/entities/entities.js';
import { createTagger } from '../enrichment/topics/tagger.js';
import { createUnderstanding } from '../enrichment/understand.js';
import { matchIndustry, matchRole } from '../readers/match-title.js';
import { checksOf, type QualityMeasures } from '../tuning/quality-checks.js';
import { measureComposites } from '../tuning/quality-composites.js';
import { measureEntities } from '../tuning/quality-entities.js';
import { measureEvents, measurePairs } from '../tuning/quality-events.js';
import { measureExplanations } from '../tuning/quality-explanations.js';
import { measureKinds } from '../tuning/quality-kinds.js';
import { measureLearning } from '../tuning/quality-learning.js';
import { markdownOf, sectionsOf } from '../tuning/quality-report.js';
import { measureSlates } from '../tuning/quality-slates.js';
import { measureTailoring } from '../tuning/quality-tailoring.js';
import { measureTitles } from '../tuning/quality-titles.js';
import { measureTopics, weakestTopics } from '../tuning/quality-topics.js';
import { measureWarmings } from '../tuning/quality-warming.js';
import { readEventSets } from './composite-sources.js';
import { judgeCorpora, resultsOf } from './feed-corpora.js';
import { CommandError, print, printJson, table, tell } from './output.js';
import { readLearningCorpora, readQualityData, type QualityData } from './quality-data.js';
import { measureReplays } from './quality-replays.js';
import { readBlindSets, type BlindSets } from './quality-blind.js';
import { readQualityLabels, type QualityLabels } from './quality-labels.js';

const WEAKEST_TOPICS = 10;
const LEAST_SUPPORT = 5;

export interface QualityOptions {
  readonly json?: boolean;
  /** Adds the titles of the worst placed stories, on the terminal only. */
  readonly titles?: boolean;
}

/**
 * Measures the protocols on the development data, prints the figures beside their baselines and writes `docs/quality.md`.
 * @throws CommandError where the data is absent or a floor is broken
 */
export async function quality(options: QualityOptions = {}): Promise<void> {
  const folder = loadSettings().SCOUT_DATA;
  const data = await readQualityData(folder);
  const corpora = await readLearningCorpora(folder);
  if (corpora === undefined)
    tell(`the corpora of learnable topics are not in ${folder}/topics: not measured`);
  const replays = await measureReplays(join(folder, 'events'));
  if (replays === undefined) tell(`the logs of behaviour are not in ${folder}/events: not measured`);
  const measures: QualityMeasures = {
    ...measureQuality(data, await readQualityLabels(folder), await readBlindSets(folder)),
    feeds: resultsOf(judgeCorpora(join(folder, 'feeds'))),
    composites: (await readEventSets(folder)).map(({ name, events }) =>
      measureComposites(name, events, () => performance.now()),
    ),
    ...(corpora === undefined ? {} : { learning: measureLearning(corpora, () => performance.now()) }),
    ...(replays === undefined ? {} : { replays }),
  };
  const checks = checksOf(measures);
  const file = join(projectRoot(), 'docs', 'quality.md');
  await mkdir(join(projectRoot(), 'docs'), { recursive: true });
  await writeFile(file, markdownOf(measures));
  if (options.json === true) printJson({ ...measures, checks });
  else {
    for (const { title, text, rows } of sectionsOf(measures)) {
      const plain = rows.map((row) => row.map((cell) => cell.replaceAll('**', '')));
      print(`${title}\n${text}\n\n${table(plain)}\n`);
    }
    print(`Clustering the headlines took ${measures.events.seconds.toFixed(1)} s.`);
    if (options.titles === true) print(`\n${table(titledWorst(measures, data.titles))}`);
  }
  tell(`written: ${relative(process.cwd(), file)}`);
  const broken = checks.filter((check) => check.state === 'FLOOR BROKEN');
  if (broken.length > 0) {
    throw new CommandError(
      `below the floor: ${broken.map(({ protocol, what, value }) => `${protocol} ${what} (${value.toFixed(3)})`).join('; ')}`,
    );
  }
}

/** All protocols on data that was read. */
export function measureQuality(
  { editions, labelled, headlines }: QualityData,
  { roles, industries, verdicts, kindLabels, judgedStories }: QualityLabels,
  blind: BlindSets,
): QualityMeasures {
  const tagger = createTagger();
  return {
    tailoring: [...editions.map(({ graded }) => graded), ...blind.editions].map(measureTailoring),
    topics: [...labelled, ...blind.labelled].map((set) => measureTopics(set, tagger)),
    weakestTopics: weakestTopics(labelled, tagger, LEAST_SUPPORT).slice(0, WEAKEST_TOPICS),
    events: measureEvents(headlines.stories, headlines.truth, () => performance.now()),
    pairs: editions.map((one) => measurePairs(one.graded.name, one.eventStories, one.graded.sameEvents)),
    warmings: measureWarmings(editions),
    slates: editions.map(({ graded }) => measureSlates(graded)),
    explanations: editions.map(({ graded, poolStories }) => measureExplanations(graded, poolStories)),
    titles: [
      measureTitles('roles', roles, matchRole),
      measureTitles('industries', industries, matchIndustry),
    ],
    entities: measureEntities(verdicts, judgedStories, createEntityLinker()),
    kinds: measureKinds(kindLabels, judgedStories, createUnderstanding({ tagger })),
  };
}

function titledWorst({ tailoring }: QualityMeasures, titles: ReadonlyMap<string, string>): string[][] {
  const rows = tailoring.flatMap(({ edition, byReader }) =>
    byReader.flatMap(({ reader, worst }) =>
      worst.map(({ id, grade, rank, topics }) => [
        reader,
        edition,
        id,
        String(grade),
        rank === null ? 'removed' : String(rank),
        topics.join(' '),
        titles.get(id) ?? '',
      ]),
    ),
  );
  return [['reader', 'edition', 'story', 'grade', 'rank', 'topics', 'title'], ...rows];
}
