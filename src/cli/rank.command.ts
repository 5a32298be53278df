import { evidenceName, quotedAt, reasonText } from '../briefings/reason-text.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import { mulberry32 } from '../ranking/random.js';
import { DEFAULT_PROFILE, type RankingProfile } from '../ranking/ranking-profile.js';
import { understandReader } from '../readers/reader-draft.js';
import { applyDraft } from '../ranking-profiles/ranking-profiles.service.js';
import { TOPICS } from '../knowledge/topics.js';
import { InvalidInputError } from '../platform/errors.js';
import { BadLines, readEvents, readJson, readReaders, readStories } from './input-files.js';
import { offlineWorld, understandStories, type OfflineStory } from './offline.js';
import { CommandError, printJson } from './output.js';

const KNOWN_TOPICS: ReadonlySet<string> = new Set(TOPICS.map((topic) => topic.id));

export interface RankOptions {
  readonly stories: string;
  readonly readers: string;
  readonly asOf: Date;
  readonly limit: number;
  readonly profile?: string;
  readonly events?: string;
  readonly seed?: number;
  readonly maxBad: number;
}

/** Ranks the stories of a file for the readers of another; one JSON line per reader. The service's own pipeline. */
export async function rank(options: RankOptions): Promise<void> {
  const bad = new BadLines(options.maxBad);
  const profile = options.profile === undefined ? DEFAULT_PROFILE : await readProfile(options.profile);
  const stories = understandStories(await readStories(options.stories, bad), options.asOf.getTime());
  const events = options.events === undefined ? [] : await readEvents(options.events, bad);
  const byId = new Map(stories.map((story) => [story.id, story]));
  const tellers = tellersByEvent(stories);
  const wanted = await readReaders(options.readers, bad);
  const readers = wanted.filter((reader) => {
    const unknown = [...reader.followedTopics, ...reader.mutedTopics].find(
      (topic) => !KNOWN_TOPICS.has(topic),
    );
    if (unknown !== undefined) {
      bad.report(`${options.readers}: reader '${reader.id}'`, `there is no topic '${unknown}'`);
      return false;
    }
    try {
      understandReader(reader.id, reader);
      return true;
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      bad.report(`${options.readers}: reader '${reader.id}'`, error.message);
      return false;
    }
  });
  const world = offlineWorld(stories, readers, events, options.asOf);
  for (const reader of world.readers) {
    const { items, trace } = dailyBriefing.run({
      ...world,
      reader,
      profile,
      length: options.limit,
      random: options.seed === undefined ? undefined : mulberry32(options.seed),
    });
    const stated = readers.find((candidate) => candidate.id === reader.id)!;
    const { matched } = understandReader(reader.id, stated);
    const told = { ...reader.stated, ...reader.stated.cohort, about: stated.about };
    printJson({
      reader: reader.id,
      ...(Object.keys(matched).length === 0 ? {} : { matched }),
      items: items.map((item) => {
        const story = byId.get(item.id)!;
        const titleOf = (id: string): string | undefined => byId.get(id)?.title;
        const quoted = {
          title: story.title,
          source: story.sourceName,
          topics: story.topics,
          figures: story.understanding.figures,
          tellers: tellers.get(story.event)!,
        };
        return {
          id: item.id,
          score: item.score,
          kind: item.kind,
          contributions: item.contributions,
          reasons: item.reasons.map((reason, place) => ({
            group: reason.group,
            text: reasonText(reason, quotedAt(place, quoted), told, titleOf),
            evidence: { ...reason.evidence, name: evidenceName(reason.evidence, quoted, titleOf) },
            lift: reason.lift,
          })),
        };
      }),
      removed: trace.removed,
      trace: {
        candidates: trace.candidates,
        scored: trace.scored,
        profileHash: trace.profileHash,
        exploration: trace.exploration,
      },
    });
  }
  bad.finish();
}

/** A ranking profile of a file, laid over the defaults. @throws CommandError naming the file and each wrong field */
/** @throws CommandError naming what is wrong with the file */
export async function readProfile(file: string): Promise<RankingProfile> {
  const draft = await readJson(file);
  if (typeof draft !== 'object' || draft === null || Array.isArray(draft))
    throw new CommandError(`${file}: must be a JSON object {name, reason, weights, rules}`);
  try {
    return applyDraft(DEFAULT_PROFILE, draft);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new CommandError(`${file}: ${error.errors.map((one) => `${one.path} ${one.message}`).join('; ')}`);
  }
}

/** Event → sources that tell it. */
function tellersByEvent(stories: readonly OfflineStory[]): Map<string, number> {
  const groups = Map.groupBy(stories, (story) => story.event);
  return new Map(
    [...groups].map(([event, group]) => [event, new Set(group.map((story) => story.sourceName)).size]),
  );
}
