import type { Evidence } from '../ranking/stages.js';
import { INDUSTRIES } from '../knowledge/industries.js';
import { ROLES } from '../knowledge/roles.js';
import { EVERYBODY } from '../ranking/popularity.js';
import type { FeatureGroup } from '../ranking/ranking-profile.js';
import { companiesOf } from '../readers/topic-companies.js';
import { isMatter, nameInSentence, nameOf } from './names.js';

/** Of the reader: what reasons refer to, and who shall not be heard. */
export interface ReasonReader {
  readonly role: string;
  readonly industry: string;
  readonly followedTopics: readonly string[];
  readonly followedEntities: readonly string[];
  /** Names or ids. */
  readonly mutedSources?: readonly string[] | undefined;
  /** Only whether there is something matters. */
  readonly about?: string | boolean | null | undefined;
}

/** Of the story: what reasons quote. */
export interface ReasonStory {
  readonly source: string;
  readonly topics: readonly { readonly topic: string; readonly evidence: readonly string[] }[];
  readonly figures: readonly { readonly text: string }[];
  /** Sources that tell the event, this one among them. */
  readonly tellers: number;
}

/** Words of a story that a reason quotes. */
const QUOTED = 2;
const forRole = new Map(ROLES.map(({ id }) => [id as string, openingForRole(id)]));
const forIndustry = new Map(INDUSTRIES.map(({ id }) => [id as string, openingForIndustry(id)]));

/** A reason as a code. */
interface CodedReason {
  readonly group: FeatureGroup;
  readonly evidence: Evidence;
}

/**
 * A reason in plain words with its evidence: 'Because you follow custom silicon: Trainium, 2 GW'.
 * @param titleOf headline of a story that the reader has read, if it is still known
 */
export function reasonText(
  reason: CodedReason,
  story: ReasonStory,
  reader: ReasonReader,
  titleOf: (story: string) => string | undefined = () => undefined,
): string {
  const opening = reasonOpening(reason, reader);
  if (opening !== undefined) return opening + reasonSubject(reason.evidence, story);
  const { group, evidence } = reason;
  switch (group) {
    case 'topicAffinity':
    case 'entityAffinity':
    case 'roleRelevance':
    case 'industryRelevance':
      // Of these only a name that matters to the industry has no opening, unless it is a matter itself.
      return `${nameOf(evidence.id)} matters in ${nameInSentence(reader.industry)}`;
    case 'contentSimilarity': {
      const title = titleOf(evidence.id);
      return title === undefined ? 'Like what you have read' : `Like what you read: “${title}”`;
    }
    case 'importance':
      return story.tellers > 1
        ? `Everybody will know it: told by ${story.tellers} sources`
        : 'Of weight beyond any one field';
    case 'livePopularity':
      return evidence.id === EVERYBODY
        ? 'Read by others today'
        : `Read by others in ${nameInSentence(reader.industry)}`;
    case 'momentum':
      return 'Gaining readers within the last hour';
    case 'freshness':
      // By the half-life of its topic: of yesterday's it may be.
      return 'Still fresh news';
    case 'sourceQuality':
      // By the team, or by what the reader has read.
      return `From ${story.source}, a preferred source`;
    case 'seenPenalty':
      return 'New since you read of it';
    case 'editorialBoost':
      return 'Chosen by the editors';
  }
}

/**
 * The words before the subject, where there is one: they depend on the reader alone, and are few.
 * @returns undefined for a reason that is told in another way
 */
export function reasonOpening({ group, evidence }: CodedReason, reader: ReasonReader): string | undefined {
  switch (group) {
    case 'topicAffinity':
      return affinity(reader.followedTopics, evidence, reader);
    case 'entityAffinity':
      return affinity(reader.followedEntities, evidence, reader);
    case 'roleRelevance':
      return forRole.get(reader.role) ?? openingForRole(reader.role);
    case 'industryRelevance':
      if (evidence.type === 'entity' && !isMatter(evidence.id)) return undefined;
      return forIndustry.get(reader.industry) ?? openingForIndustry(reader.industry);
    default:
      return undefined;
  }
}

/** The subject of such a reason and what of the story stands for it: they depend on the story alone. */
export function reasonSubject(evidence: Evidence, story: ReasonStory): string {
  return `${subject(evidence)}${quote(evidence, story)}`;
}

/** The story as the reason at a place (from 0) quotes it: the figure it turns on is told once, by the first. */
export function quotedAt<T extends ReasonStory>(place: number, story: T): T {
  return place === 0 ? story : { ...story, figures: [] };
}

/** What a piece of evidence is called. */
export function evidenceName(
  evidence: Evidence,
  story: { readonly title: string; readonly source: string },
  titleOf: (story: string) => string | undefined = () => undefined,
): string {
  switch (evidence.type) {
    case 'topic':
    case 'entity':
    case 'kind':
      return nameOf(evidence.id);
    case 'story':
      return titleOf(evidence.id) ?? story.title;
    case 'event':
      return story.title;
    case 'source':
      return story.source;
    case 'cohort':
      return evidence.id.split('/').map(nameOf).join(', ');
  }
}

function affinity(followed: readonly string[], { type, id }: Evidence, reader: ReasonReader): string {
  if (followed.includes(id)) return 'Because you follow ';
  if (reader.about) return 'Close to what you do or read: ';
  // With a topic its companies are followed a little, by readers who have read nothing yet.
  const near =
    type === 'entity' && reader.followedTopics.some((topic) => Object.hasOwn(companiesOf(topic), id));
  return near ? 'Close to what you follow or read: ' : 'You have read about ';
}

function openingForRole(role: string): string {
  return `For your work as ${article(role)}: `;
}

function openingForIndustry(industry: string): string {
  return `For your industry, ${nameInSentence(industry)}: `;
}

function subject(evidence: Evidence): string {
  return evidence.type === 'entity' ? nameOf(evidence.id) : nameInSentence(evidence.id);
}

/** The words that put the story under the topic, and the first figure of the story. */
function quote(evidence: Evidence, story: ReasonStory): string {
  if (evidence.type !== 'topic') return '';
  const words = story.topics.find((topic) => topic.topic === evidence.id)?.evidence.slice(0, QUOTED) ?? [];
  const figure = story.figures[0];
  if (figure !== undefined) words.push(figure.text);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function article(role: string): string {
  const name = nameInSentence(role);
  return /^[aeiouAEIOU]|^HR\b/.test(name) ? `an ${name}` : `a ${name}`;
}
