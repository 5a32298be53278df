import { ENTITIES } from '../../knowledge/entities.js';
import { INDUSTRIES } from '../../knowledge/industries.js';
import { ROLES } from '../../knowledge/roles.js';
import { SENIORITIES } from '../../knowledge/seniority.js';
import { TOPICS } from '../../knowledge/topics.js';
import type { BehaviourEvent, BehaviourType } from '../../ranking/behaviour.js';
import { mulberry32, type Random } from '../../ranking/random.js';
import type { ReaderDraft } from '../../readers/reader.js';
import { skewed, type InventedStory } from './invented-stories.js';

const MINUTE = 60_000;
const DAILY = 0b1111111;
const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'America/Los_Angeles',
  'Europe/London',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Asia/Kathmandu',
];
/** Of a reader's events, by type: most things that are shown are passed over. */
const BEHAVIOUR: readonly (readonly [type: BehaviourType, share: number])[] = [
  ['impression', 0.6],
  ['click', 0.22],
  ['read', 0.12],
  ['save', 0.03],
  ['hide', 0.03],
];
const MOST_EVENTS = 40;

/**
 * Invents readers of every role and industry: half follow something, the great topics far more often than the small; one in
 * four says a line about themselves, one in five mutes a topic. Each is due within the hour before `now`.
 */
export function inventReaders(count: number, now: number, seed: number): ReaderDraft[] {
  const random = mulberry32(seed);
  const clocks = ZONES.map(
    (timeZone) => new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }),
  );
  return Array.from({ length: count }, (_, i): ReaderDraft => {
    const zone = skewed(random, ZONES.length);
    const due = now - (1 + Math.floor(59 * random())) * MINUTE;
    const interested = random() < 0.5;
    return {
      id: `reader-${i}`,
      name: `Reader ${i}`,
      role: ROLES[Math.floor(random() * ROLES.length)]!.id,
      industry: INDUSTRIES[Math.floor(random() * INDUSTRIES.length)]!.id,
      seniority: SENIORITIES[Math.floor(random() * SENIORITIES.length)]!,
      about: random() < 0.25 ? `Works on ${nameIn(random, TOPICS)} and ${nameIn(random, TOPICS)}` : null,
      followedTopics: interested ? idsIn(random, TOPICS, 6) : [],
      mutedTopics: random() < 0.2 ? idsIn(random, TOPICS, 1) : [],
      followedEntities: interested ? idsIn(random, ENTITIES, 8) : [],
      mutedSources: [],
      quietDates: [],
      timeZone: ZONES[zone]!,
      deliveryTime: clocks[zone]!.format(due),
      days: DAILY,
      length: 10,
      channels: [],
      email: null,
    };
  });
}

/** What one reader did in the last two days: some twenty events with the greater stories. Every other reader did nothing. */
export function inventHistory(
  random: Random,
  stories: readonly InventedStory[],
  now: number,
): BehaviourEvent[] {
  if (random() < 0.5) return [];
  return Array.from({ length: 1 + Math.floor(MOST_EVENTS * random()) }, (): BehaviourEvent => {
    const story = stories[skewed(random, stories.length)]!;
    return {
      type: behaviour(random),
      story: story.id,
      at: Math.floor(story.publishedAt + (now - story.publishedAt) * random()),
    };
  });
}

function behaviour(random: Random): BehaviourType {
  let left = random();
  for (const [type, share] of BEHAVIOUR) {
    if (left < share) return type;
    left -= share;
  }
  return 'impression';
}

function idsIn(random: Random, from: readonly { readonly id: string }[], most: number): string[] {
  const length = 1 + Math.floor(most * random());
  return [...new Set(Array.from({ length }, () => from[skewed(random, from.length)]!.id))];
}

function nameIn(random: Random, from: readonly { readonly name: string }[]): string {
  return from[skewed(random, from.length)]!.name.toLowerCase();
}
