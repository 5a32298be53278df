import type { Evidence } from '../ranking/stages.js';
import type { FeatureGroup } from '../ranking/ranking-profile.js';
import { nameInSentence, nameOf } from './names.js';

/** Of the reader: what reasons refer to. */
export interface ReasonReader {
  readonly role: string;
  readonly industry: string;
  readonly followedTopics: readonly string[];
  readonly followedEntities: readonly string[];
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

/**
 * A reason in plain words with its evidence: 'Because you follow custom silicon: Trainium, 2 GW'.
 * @param titleOf headline of a story that the reader has read, if it is still known
 */
export function reasonText(
  reason: { readonly group: FeatureGroup; readonly evidence: Evidence },
  story: ReasonStory,
  reader: ReasonReader,
  titleOf: (story: string) => string | undefined = () => undefined,
): string {
  const { group, evidence } = reason;
  switch (group) {
    case 'topicAffinity':
      return `${affinity(reader.followedTopics, evidence.id, reader)} ${nameInSentence(evidence.id)}${quote(evidence, story)}`;
    case 'entityAffinity':
      return `${affinity(reader.followedEntities, evidence.id, reader)} ${nameOf(evidence.id)}`;
    case 'roleRelevance':
      return `For your work as ${article(reader.role)}: ${subject(evidence)}${quote(evidence, story)}`;
    case 'industryRelevance':
      return evidence.type === 'entity'
        ? `${nameOf(evidence.id)} matters in ${nameInSentence(reader.industry)}`
        : `For your industry, ${nameInSentence(reader.industry)}: ${subject(evidence)}${quote(evidence, story)}`;
    case 'contentSimilarity': {
      const title = titleOf(evidence.id);
      return title === undefined ? 'Like what you have read' : `Like what you read: “${title}”`;
    }
    case 'importance':
      return story.tellers > 1
        ? `Everybody will know it: told by ${story.tellers} sources`
        : 'Of weight beyond any one field';
    case 'livePopularity':
      return `Read by others in ${nameInSentence(reader.industry)}`;
    case 'momentum':
      return 'Gaining readers within the last hour';
    case 'freshness':
      return 'Among the newest of the day';
    case 'sourceQuality':
      return `From ${story.source}, a source of standing`;
    case 'seenPenalty':
      return 'New since you read of it';
    case 'editorialBoost':
      return 'Chosen by the editors';
  }
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

function affinity(followed: readonly string[], id: string, reader: ReasonReader): string {
  if (followed.includes(id)) return 'Because you follow';
  return reader.about ? 'Close to what you do or read:' : 'You often read about';
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
