import { readFile } from 'node:fs/promises';
import { parseFeed } from '../catalog/feeds/parse-feed.js';
import { composeEvent } from '../enrichment/composites/compose.js';
import { clusterStories } from '../enrichment/events/event-clusters.js';
import { createUnderstanding } from '../enrichment/understand.js';
import { eventsAmong, momentOf } from './composite-sources.js';
import { BadLines, readStories } from './input-files.js';
import { CommandError, print, printJson } from './output.js';

export interface TextOptions {
  readonly stories: string;
  readonly maxBad: number;
}

export interface FeedOptions {
  readonly contentType?: string;
}

/** Tags each story of a file: topics, entities, kinds of fact and figures, one JSON line each. */
export async function tag(options: TextOptions): Promise<void> {
  const bad = new BadLines(options.maxBad);
  const understander = createUnderstanding();
  for (const story of await readStories(options.stories, bad)) {
    const { topics, entities, kinds, figures, language, lead } = understander.understand(story);
    printJson({ id: story.id, topics, entities, kinds, figures, language, lead });
  }
  bad.finish();
}

/** Tells each event of two or more stories of a file as a composite, one JSON line each. */
export async function compose(options: TextOptions): Promise<void> {
  const bad = new BadLines(options.maxBad);
  for (const sources of eventsAmong(await readStories(options.stories, bad))) {
    const composite = composeEvent(sources[0]!.id, sources);
    if (composite !== undefined) printJson(composite);
  }
  bad.finish();
}

/** Groups the stories of a file by event; singletons are left out. */
export async function cluster(options: TextOptions): Promise<void> {
  const bad = new BadLines(options.maxBad);
  const understander = createUnderstanding();
  const stories = (await readStories(options.stories, bad)).map((story) => ({
    ...story,
    publishedAt: momentOf(story),
    entities: understander.understand(story).entities.map((one) => one.entity),
  }));
  printJson({ clusters: clusterStories(stories) });
  bad.finish();
}

/** Parses one feed file; no database, no network. */
export async function parseFeedFile(file: string, options: FeedOptions): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new CommandError(
      `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  print(
    JSON.stringify(
      parseFeed(bytes, options.contentType === undefined ? {} : { contentType: options.contentType }),
      null,
      2,
    ),
  );
}
