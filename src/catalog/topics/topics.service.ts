import { Injectable } from '@nestjs/common';
import { createEntityLinker } from '../../enrichment/entities/entities.js';
import { createTeamTagger, type TaughtTopic } from '../../enrichment/topics/team-tagger.js';
import { ENTITIES } from '../../knowledge/entities.js';
import { TOPIC_STANDARDS } from '../../knowledge/topic-standards.js';
import { TOPICS } from '../../knowledge/topics.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { ConflictError, InvalidInputError, NotFoundError, type InputError } from '../../platform/errors.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { slugOf } from '../sources/source.js';
import { EnrichmentRepository, type UnenrichedStory } from './enrichment.repository.js';
import { teach, tryOut } from './topic-trial.js';
import {
  TopicRepository,
  type TopicContent,
  type TopicExample,
  type TopicRecord,
} from './topic.repository.js';
import { TAKEN_IDS } from './topic-schema.js';
import type {
  Backfill,
  ExampleInput,
  Published,
  TopicDetail,
  TopicInput,
  TopicPatch,
  TopicPreview,
  TopicView,
  Versions,
} from './topic-schema.js';

const SAMPLE = 500;
/** Stories beside which a topic learns. */
const BACKGROUND = 2_000;
/** How far back stories get a topic as soon as it is published; the back-fill does the others. */
const RETAG_HOURS = 72;
const MOST_EXAMPLES = 100;
const EXAMPLE_CHARACTERS = 5_000;
const SHOWN_VERSIONS = 100;

/** The built-in topics and those that a product team adds, tries out and publishes. */
@Injectable()
export class TopicsService {
  private readonly linker = createEntityLinker();

  constructor(
    private readonly topics: TopicRepository,
    private readonly stories: EnrichmentRepository,
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<TopicView[]> {
    const custom = await this.topics.list();
    return [
      ...TOPICS.map(({ id, name, section, definition }) => ({
        ...{ id, name, section, definition },
        custom: false,
        state: 'published' as const,
        standards: TOPIC_STANDARDS[id],
      })),
      ...custom.map(viewOf),
    ];
  }

  async exists(id: string): Promise<boolean> {
    return TOPICS.some((topic) => topic.id === id) || (await this.topics.find(id)) !== undefined;
  }

  /** @throws NotFoundError also for a built-in topic, which has no terms of a team */
  async get(id: string): Promise<TopicDetail> {
    return detailOf(await this.found(id));
  }

  /**
   * Adds a topic and, unless `publish` is false, publishes it.
   * @throws ConflictError TOPIC_EXISTS; InvalidInputError TOPIC_TOO_BROAD, UNKNOWN_STORY, UNKNOWN_ENTITY
   */
  async create(input: TopicInput, author: string): Promise<TopicView> {
    const { content, headlines: _ } = await this.contentOf(input);
    const exists = new ConflictError(`There is already a topic '${content.id}'.`, 'TOPIC_EXISTS');
    if (await this.exists(content.id)) throw exists;
    const { taught } = await this.trial(content, SAMPLE);
    return await this.database.transaction(async () => {
      if (!(await this.topics.insert(content, author, this.clock.now()))) throw exists;
      if (input.publish !== false) await this.putInForce(content, taught, author);
      return viewOf(await this.found(content.id));
    });
  }

  /**
   * Changes a topic. Stories keep what was published until it is published again.
   * @throws NotFoundError; InvalidInputError as {@link create}, and UNKNOWN_EXAMPLE for one that is to go and is not there
   */
  async patch(id: string, patch: TopicPatch): Promise<TopicDetail> {
    const before = await this.found(id);
    const { addExamples = [], removeExamples = [], ...fields } = patch;
    const nameOf = (example: TopicExample) => example.id ?? example.title;
    const known = new Set(before.examples.map(nameOf));
    const absent = removeExamples.flatMap((name, at) =>
      known.has(name) ? [] : [{ path: `removeExamples.${at}`, message: `there is no example '${name}'` }],
    );
    if (absent.length > 0) throw invalid(absent, 'UNKNOWN_EXAMPLE');
    const { learned } = await this.examplesOf(addExamples, 'addExamples', true);
    const added = new Set(learned.map(nameOf));
    const kept = before.examples.filter(
      (one) => !removeExamples.includes(nameOf(one)) && !added.has(nameOf(one)),
    );
    const defined = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const content: TopicContent = { ...contentOnly(before), ...defined, examples: [...kept, ...learned] };
    if (content.examples.length > MOST_EXAMPLES) {
      throw invalid([{ path: 'addExamples', message: `a topic has at most ${MOST_EXAMPLES} examples` }]);
    }
    if (content.terms.length + content.examples.length === 0) {
      throw invalid([{ path: 'terms', message: 'a topic needs a term or an example' }]);
    }
    checkEntities(content);
    await this.trial(content, SAMPLE);
    await this.topics.update(content, this.clock.now());
    return await this.get(id);
  }

  /**
   * Learns the topic as it is now and puts it into a new version of the taxonomy; stories of the last 72 hours are tagged
   * again at once, older ones by the back-fill.
   */
  async publish(id: string, author: string): Promise<Published> {
    const content = contentOnly(await this.found(id));
    const { taught } = await this.trial(content, SAMPLE);
    return await this.database.transaction(async () => {
      return { id, version: await this.putInForce(content, taught, author) };
    });
  }

  /**
   * Takes a topic of a product team out of force by a new version of the taxonomy; stories of the last 72 hours are tagged
   * again at once, older ones by a back-fill that starts now. A topic that was never published is deleted; one that was stays
   * as retired and can be published again. Asked for twice, the second time changes nothing.
   * @throws NotFoundError; ConflictError TOPIC_BUILT_IN
   */
  async retire(id: string, author: string): Promise<void> {
    if (TOPICS.some((topic) => topic.id === id)) {
      throw new ConflictError(
        `The topic '${id}' is built in and cannot be retired; readers can mute it.`,
        'TOPIC_BUILT_IN',
      );
    }
    await this.database.transaction(async () => {
      if (await this.topics.retire(id, author, this.clock.now())) {
        await this.tagAgain();
        await this.startBackfill();
        return;
      }
      if (await this.topics.deleteDraft(id)) return;
      // What is left is retired already, or was never there.
      await this.found(id);
    });
  }

  async versions(): Promise<Versions> {
    const versions = await this.topics.versions(SHOWN_VERSIONS);
    return {
      items: versions.map(({ createdAt, topics, ...rest }) => ({
        ...rest,
        createdAt: createdAt.toISOString(),
        topics: [...topics],
      })),
    };
  }

  /** Has every story tagged by the version in force. Asked for twice it is done once. */
  async startBackfill(): Promise<Backfill> {
    this.database.afterCommit(() => this.jobs.add('backfill-topics', {}, { jobId: 'backfill' }));
    return await this.topics.backfillProgress();
  }

  backfill(): Promise<Backfill> {
    return this.topics.backfillProgress();
  }

  /**
   * Runs a topic that does not exist yet over the latest stories.
   * @param sample how many stories, 1 to 500
   * @throws InvalidInputError TOPIC_TOO_BROAD where it would be found in more than 40 % of them; UNKNOWN_STORY
   */
  async preview(input: TopicInput, sample: number): Promise<TopicPreview> {
    const { content, headlines } = await this.contentOf(input);
    const { taught, result } = await this.trial(content, Math.min(SAMPLE, sample));
    const tagger = createTeamTagger([taught], this.linker);
    const isCaught = (title: string, text?: string) =>
      tagger.tag({ id: 'example', title, text }).some((tag) => tag.topic === taught.id);
    return {
      ...result,
      examples: [
        ...headlines.map((text) => ({ text, caught: isCaught(text) })),
        ...content.examples.map(({ id, title, text }) => ({
          ...(id === undefined ? {} : { id }),
          text: title,
          caught: isCaught(title, text),
        })),
      ],
    };
  }

  private async trial(content: TopicContent, sample: number) {
    const learns = content.examples.length > 0;
    const stories = await this.stories.latestTexts(learns ? BACKGROUND : sample);
    const taught = teach({ topic: content, examples: content.examples }, stories, this.linker);
    return { taught, result: tryOut(taught, stories.slice(0, sample), this.linker) };
  }

  private async putInForce(content: TopicContent, { model }: TaughtTopic, author: string): Promise<number> {
    const version = await this.topics.publish(content, model, author, this.clock.now());
    await this.tagAgain();
    return version;
  }

  private async tagAgain(): Promise<void> {
    const since = new Date(this.clock.now().getTime() - RETAG_HOURS * 3_600_000);
    const again = await this.stories.forgetEnrichment(since);
    if (again > 0)
      this.database.afterCommit(() => this.jobs.add('enrich-stories', {}, { jobId: 'unenriched' }));
  }

  private async found(id: string): Promise<TopicRecord> {
    const topic = await this.topics.find(id);
    if (!topic) throw new NotFoundError('topic of a product team', id);
    return topic;
  }

  private async contentOf(input: TopicInput): Promise<{ content: TopicContent; headlines: string[] }> {
    const id = input.id ?? slugOf(input.name, '');
    if (!/^[a-z]/.test(id) || TAKEN_IDS.includes(id)) {
      throw invalid([{ path: 'id', message: 'no id can be made of the name; give one' }]);
    }
    const { name, section, definition, terms, entities = [], entityTypes = [] } = input;
    const { learned, headlines } = await this.examplesOf(input.examples, 'examples', false);
    if (terms.length + learned.length === 0) {
      throw invalid([{ path: 'terms', message: 'a topic needs a term or an example to learn from' }]);
    }
    const content = { id, name, section, definition, terms, entities, entityTypes, examples: learned };
    checkEntities(content);
    return { content, headlines };
  }

  /** @param strict whether a text with blanks that is no story's id is an error rather than a headline */
  private async examplesOf(
    inputs: readonly ExampleInput[],
    path: string,
    strict: boolean,
  ): Promise<{ learned: TopicExample[]; headlines: string[] }> {
    const ids = inputs.filter((one) => typeof one === 'string');
    const stories = ids.length === 0 ? [] : await this.stories.textsOf(ids);
    const byId = new Map(stories.map((story) => [story.id, story]));
    const learned = new Map<string, TopicExample>();
    const headlines: string[] = [];
    const unknown: InputError[] = [];
    for (const [at, one] of inputs.entries()) {
      if (typeof one !== 'string') {
        learned.set(one.title, { title: one.title, text: one.text.slice(0, EXAMPLE_CHARACTERS) });
        continue;
      }
      const story = byId.get(one);
      if (story) learned.set(one, exampleOf(story));
      else if (!strict && /\s/.test(one)) headlines.push(one);
      else unknown.push({ path: `${path}.${at}`, message: `there is no story '${one}'` });
    }
    if (unknown.length > 0) throw invalid(unknown, 'UNKNOWN_STORY');
    return { learned: [...learned.values()], headlines };
  }
}

function exampleOf({ id, title, summary = '', text = '' }: UnenrichedStory): TopicExample {
  const longer = text.length >= summary.length ? text : summary;
  return { id, title, text: longer.slice(0, EXAMPLE_CHARACTERS) };
}

function contentOnly(topic: TopicRecord): TopicContent {
  const { id, name, section, definition, terms, entities, entityTypes, examples } = topic;
  return { id, name, section, definition, terms, entities, entityTypes, examples };
}

function viewOf(topic: TopicRecord): TopicView {
  const { id, name, section, definition } = topic;
  return { id, name, section, definition, custom: true, state: stateOf(topic) };
}

function stateOf({ revision, changed, retired }: TopicRecord): TopicView['state'] {
  if (revision === null) return retired ? 'retired' : 'draft';
  return changed ? 'changed' : 'published';
}

function detailOf(topic: TopicRecord): TopicDetail {
  return {
    ...viewOf(topic),
    terms: [...topic.terms],
    entities: [...topic.entities],
    entityTypes: [...topic.entityTypes],
    examples: topic.examples.map(({ id, title }) => ({ ...(id === undefined ? {} : { id }), title })),
  };
}

function checkEntities({ entities, entityTypes }: Pick<TopicContent, 'entities' | 'entityTypes'>): void {
  const ids = new Set(ENTITIES.map(({ id }) => id));
  const types = new Set<string>(ENTITIES.map(({ type }) => type));
  const unknown = [
    ...entities.flatMap((id, at) =>
      ids.has(id) ? [] : [{ path: `entities.${at}`, message: `there is no entity '${id}'` }],
    ),
    ...entityTypes.flatMap((type, at) =>
      types.has(type)
        ? []
        : [{ path: `entityTypes.${at}`, message: `'${type}' is none of ${[...types].sort().join(', ')}` }],
    ),
  ];
  if (unknown.length > 0) throw invalid(unknown, 'UNKNOWN_ENTITY');
}

function invalid(errors: readonly InputError[], code?: string): InvalidInputError {
  const message = errors.map((error) => `${error.path}: ${error.message}`).join('; ');
  return new InvalidInputError(`${message}.`, errors, code);
}
