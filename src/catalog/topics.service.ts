import { Injectable } from '@nestjs/common';
import { createTagger } from '../enrichment/tagger.js';
import type { CustomTopic } from '../enrichment/tagger.js';
import { TOPICS } from '../knowledge/topics.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { ConflictError, InvalidInputError } from '../platform/errors.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { slugOf } from './source.js';
import { EnrichmentRepository } from './enrichment.repository.js';
import { TopicRepository } from './topic.repository.js';
import type { TopicInput, TopicPreview, TopicView } from './topic-schema.js';

/** A topic in more than this share of the stories tells nobody anything. */
const BROADEST = 0.4;
/** With fewer stories than this a share means nothing. */
const SMALLEST_SAMPLE = 20;
const SAMPLE = 500;
/** How far back stories get a new topic. */
const RETAG_HOURS = 72;

/** The built-in topics and those that a product team adds. */
@Injectable()
export class TopicsService {
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
        id,
        name,
        section,
        definition,
        custom: false,
      })),
      ...custom.map(({ id, name, section, definition }) => ({ id, name, section, definition, custom: true })),
    ];
  }

  async exists(id: string): Promise<boolean> {
    return (
      TOPICS.some((topic) => topic.id === id) || (await this.topics.list()).some((topic) => topic.id === id)
    );
  }

  /**
   * Adds a topic; the stories of the last 72 hours are tagged again.
   * @throws ConflictError TOPIC_EXISTS; InvalidInputError TOPIC_TOO_BROAD
   */
  async create(input: TopicInput, author: string): Promise<TopicView> {
    const topic = toTopic(input);
    const exists = new ConflictError(`There is already a topic '${topic.id}'.`, 'TOPIC_EXISTS');
    if (TOPICS.some(({ id }) => id === topic.id)) throw exists;
    await this.preview(input, SAMPLE);
    const now = this.clock.now();
    await this.database.transaction(async () => {
      const inserted = await this.topics.insert({
        ...topic,
        section: input.section,
        createdAt: now,
        createdBy: author,
      });
      if (!inserted) throw exists;
      const again = await this.stories.forgetEnrichment(new Date(now.getTime() - RETAG_HOURS * 3_600_000));
      if (again > 0)
        this.database.afterCommit(() => this.jobs.add('enrich-stories', {}, { jobId: 'unenriched' }));
    });
    const { id, name, definition } = topic;
    return { id, name, section: input.section, definition, custom: true };
  }

  /**
   * Runs a topic that does not exist yet over the latest stories.
   * @param sample how many stories, 1 to 500
   * @throws InvalidInputError TOPIC_TOO_BROAD where its terms are found in more than 40 % of them
   */
  async preview(input: TopicInput, sample: number): Promise<TopicPreview> {
    const topic = toTopic(input);
    const tagger = taggerWith(topic);
    const stories = await this.stories.latestTexts(Math.min(SAMPLE, sample));
    let matched = 0;
    const caught = stories.flatMap((story) => {
      if (tagger.scores(story).some((tag) => tag.topic === topic.id)) matched++;
      const tag = tagger.tag(story).find((one) => one.topic === topic.id);
      return tag
        ? [{ id: story.id, title: story.title, confidence: tag.confidence, evidence: [...tag.evidence] }]
        : [];
    });
    const found = stories.length === 0 ? 0 : matched / stories.length;
    if (stories.length >= SMALLEST_SAMPLE && found > BROADEST) {
      const percent = Math.round(found * 100);
      const message = `The terms are found in ${percent} % of the last ${stories.length} stories; at most ${BROADEST * 100} % make a topic.`;
      throw new InvalidInputError(message, [{ path: 'terms', message }], 'TOPIC_TOO_BROAD');
    }
    return {
      stories: stories.length,
      caught: caught.sort((a, b) => b.confidence - a.confidence),
      share: stories.length === 0 ? 0 : caught.length / stories.length,
      examples: input.examples.map((text) => ({
        text,
        caught: tagger.tag({ id: 'example', title: text }).some((tag) => tag.topic === topic.id),
      })),
    };
  }
}

function toTopic(input: TopicInput): CustomTopic {
  const id = input.id ?? slugOf(input.name, '');
  if (!/^[a-z]/.test(id)) {
    const message = 'no id can be made of the name; give one';
    throw new InvalidInputError(`id: ${message}.`, [{ path: 'id', message }]);
  }
  return { id, name: input.name, definition: input.definition, terms: input.terms };
}

function taggerWith(topic: CustomTopic): ReturnType<typeof createTagger> {
  try {
    return createTagger([topic]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInputError(`terms: ${error.message}.`, [{ path: 'terms', message: error.message }]);
  }
}
