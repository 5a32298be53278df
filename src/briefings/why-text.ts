import type { Change } from '../ranking/changes.js';
import type { Way } from '../ranking/what-it-takes.js';
import type { Obstacle } from '../ranking/why-not.js';
import { nameInSentence, nameOf } from './names.js';

/** What a sentence about a story names. */
export interface WhyNames {
  /** The source of the story. */
  readonly source: string;
  titleOf(story: string): string | undefined;
}

/** A story that was understood too late for the list, or is not understood yet. */
export const NOT_YET: Obstacle = {
  stage: 'filter',
  name: 'notYet',
  evidence: [],
  stories: [],
  numbers: {},
};

/** A briefing that would hold the story if it were made today: the statement of the reader or the events have changed since. */
export const CHANGED_SINCE: Obstacle = { ...NOT_YET, name: 'changedSince' };

/**
 * The answer in a sentence or two for the reader: 'Not on your list: you have muted gaming.'
 * @param place from 1, null where it is not in the list
 * @param reasons as on the list itself, the strongest first
 */
export function whyText(
  why: { readonly place: number | null; readonly obstacles: readonly Obstacle[] },
  slots: number,
  reasons: readonly string[],
  ways: readonly Way[],
  names: WhyNames,
): string {
  const { place, obstacles } = why;
  const because = reasons.length === 0 ? '' : ` ${reasons.map((text) => `${text}.`).join(' ')}`;
  if (place !== null && obstacles.length === 0) return `Number ${place} on your list.${because}`;
  const found = obstacles.map((obstacle) => obstacleText(obstacle, names));
  const head =
    place === null ? 'Not on your list' : `Number ${place} on your list, not among the first ${slots}`;
  const wishes = ways.flatMap(({ changes }) => wishText(changes, names) ?? []);
  const hint = wishes.length === 0 ? '' : ` To see it there, ${either(wishes)}.`;
  return `${head}: ${found.join('; and ')}.${hint}`;
}

/** One obstacle for the reader, without numbers that mean nothing to them. */
export function obstacleText({ stage, name, evidence, stories, numbers }: Obstacle, names: WhyNames): string {
  const topics = evidence.map(({ id }) => nameInSentence(id)).join(' and ');
  const other = stories[0] === undefined ? undefined : names.titleOf(stories[0]);
  const another = other === undefined ? 'another story' : `“${other}”`;
  switch (name) {
    case 'mutedTopic':
      return `you have muted ${topics}`;
    case 'mutedSource':
      return `you have muted ${names.source}`;
    case 'hidden':
      return 'you asked for less like it';
    case 'future':
      return 'it is dated later than the list';
    case 'tooOld':
      return `it is ${counted(Math.round(numbers['ageHours']!), 'hour')} old, and the list goes back ${counted(numbers['windowHours']!, 'hour')}`;
    case 'notYet':
      return 'it was not known yet when the list was made';
    case 'changedSince':
      return 'it would be there today, but what you follow or what was reported has changed since the list was made';
    case 'alreadyRead':
      return 'you have read of it, and nothing new has been reported since';
    case 'alreadyDelivered':
      return 'an earlier briefing told you of it, and nothing new has been reported since';
    case 'firstPass':
      return 'too many others are closer to your work, your industry and what you follow';
    case 'minScore':
      return 'too little in it concerns your work, your industry or what you follow';
    case 'event':
      return `${another} tells of the same event`;
    case 'maxPerSource':
      return `${names.source} already has its ${counted(numbers['allowed']!, 'place')} on the list`;
    case 'maxPerTopic':
      return `${topics} already has its ${counted(numbers['allowed']!, 'place')} on the list`;
    case 'diversity':
      return 'it is close to others on the list, and the last place went to one that adds more';
    case 'score':
      return `others concern you more, the last of them ${another}`;
    default:
      return stage === 'filter'
        ? `the filter ${name} keeps it out`
        : `the rule ${name} gave its place to others`;
  }
}

/** The same obstacle for the product team: the plain numbers. */
export function obstacleDetail({ name, evidence, stories, numbers }: Obstacle): string {
  const z = (key: string): string => numbers[key]!.toFixed(2);
  switch (name) {
    case 'firstPass':
      return `${numbers['rank']} in the first pass, which keeps ${numbers['kept']}`;
    case 'minScore':
      return `z ${z('score')} lacks ${z('lacks')} of minScore ${z('minScore')}${numbers['lastScore'] === undefined ? '' : `; the last slot has ${z('lastScore')}`}`;
    case 'score':
      return `z ${z('score')} lacks ${z('lacks')} of the last of ${numbers['slots']} slots (${z('lastScore')}: ${stories.join()})`;
    case 'diversity':
      return `z ${z('score')} is above the last of ${numbers['slots']} slots (${z('lastScore')}: ${stories.join()}); the selection weighed likeness and calibration against it`;
    case 'tooOld':
      return `${numbers['ageHours']!.toFixed(1)} h old, windowHours ${numbers['windowHours']}`;
    case 'maxPerSource':
    case 'maxPerTopic':
      return `${name} ${numbers['allowed']}: number ${numbers['allowed']! + 1} of ${evidence.map(({ id }) => id).join()} after ${stories.join(', ')}`;
    default:
      return [name, ...evidence.map(({ type, id }) => `${type} ${id}`), ...stories].join(' ');
  }
}

/** A way in for the product team: 'unmute gaming; roleRelevance 2.2 → 2.6: place 9 with z 1.31'. */
export function wayText({ changes, place, score }: Way, names: WhyNames): string {
  return `${changes.map((change) => changeText(change, names)).join('; ')}: place ${place} with z ${score.toFixed(2)}`;
}

function changeText(change: Change, names: WhyNames): string {
  switch (change.kind) {
    case 'weight':
    case 'rule':
      return `${change.id} ${change.from} → ${change.to}`;
    case 'boost':
      return `an editorial boost of the story by ${change.to}`;
    default:
      return readerText(change.kind, change.id, names);
  }
}

/** Undefined where some of the changes are not the reader's to make; no event takes a hide back. */
function wishText(changes: readonly Change[], names: WhyNames): string | undefined {
  const texts = changes.map(({ kind, id }) =>
    kind === 'weight' || kind === 'rule' || kind === 'boost' || kind === 'unhide'
      ? undefined
      : readerText(kind, id, names),
  );
  return texts.includes(undefined) ? undefined : texts.join(' and ');
}

function readerText(
  kind: Exclude<Change['kind'], 'weight' | 'rule' | 'boost'>,
  id: string,
  { source }: WhyNames,
): string {
  switch (kind) {
    case 'follow-topic':
      return `follow ${nameInSentence(id)}`;
    case 'follow-entity':
      return `follow ${nameOf(id)}`;
    case 'unmute-topic':
      return `unmute ${nameInSentence(id)}`;
    case 'unmute-source':
      return `unmute ${source}`;
    case 'unhide':
      return 'take back that they want less like it';
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function either(texts: readonly string[]): string {
  return texts.length === 1 ? texts[0]! : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)!}`;
}
