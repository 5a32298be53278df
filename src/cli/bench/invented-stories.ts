import type { StoryText } from '../../enrichment/understanding.js';
import { ENTITIES } from '../../knowledge/entities.js';
import { TOPIC_LEXICON } from '../../knowledge/topic-lexicon.js';
import { TOPICS } from '../../knowledge/topics.js';
import { mulberry32, type Random } from '../../ranking/random.js';

/** A story that nobody wrote, with what clustering would find. */
export interface InventedStory extends StoryText {
  readonly summary: string;
  readonly source: string;
  readonly url: string;
  /** Which event it tells, known because it was made for it. */
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

const HOUR = 3_600_000;
const WINDOW_HOURS = 71;
const OUTLETS = 80;
/** One event in five is told more than once, by ten outlets at most. */
const RETOLD = 0.2;
const MOST_TELLERS = 10;

/** The words of a topic, without those that match by their exact form or are marks for numbers. */
const topicTerms = TOPICS.map(({ id }) => {
  const { core = '', sign = '' } = TOPIC_LEXICON[id];
  const terms = (list: string): string[] =>
    list
      .split(',')
      .map((term) => term.trim())
      .filter((term) => /^[\w .&-]+$/.test(term));
  return { core: terms(core), sign: [...terms(sign), ...terms(core)] };
});

const TITLES = [
  '{e} expands {c} as customers ask for more {s}',
  '{e} launches {c} and hints at {s} next',
  '{e} and {f} agree on {c} worth {m}',
  '{e} raises forecast on {c} after a strong quarter for {s}',
  'Why {c} matters to {e} now that {s} is everywhere',
  '{e} cuts {n} jobs in {c} to pay for {s}',
  'Regulator looks into {c} at {e} over {s}',
  'What we know of {c} and the {m} that {e} spends on {s}',
] as const;
const SENTENCES = [
  'The company said on Tuesday that {c} would grow by {p} percent within the year.',
  'People close to the matter expect {s} to follow, though nothing has been signed so far.',
  '{e} did not want to comment on the price, which two analysts put at {m}.',
  'Customers of {f} have waited for {c} since the spring and are growing impatient.',
  'A year ago {s} cost twice as much and was sold in only three countries.',
  'About {n} people work on it, most of them in teams that also look after {s}.',
  'Rivals have tried {c} before, with little to show for it beyond a few pilots.',
  'The shares of {f} hardly moved, which says something about what was expected.',
  'Its chief called {c} the most important step of the last ten years.',
  'Whether that is enough will be seen when {s} is reviewed in the autumn.',
] as const;

/** What all tellings of one event have in common. */
interface Event {
  readonly id: string;
  readonly topics: readonly number[];
  readonly names: readonly string[];
  readonly title: string;
  readonly at: number;
  readonly amounts: Readonly<Record<'m' | 'n' | 'p', string>>;
}

/**
 * Invents stories of some 60 words out of the topic lexicon and the gazetteer, so that tagging finds about as much in them as
 * in real ones. The same arguments give the same stories.
 * @param asOf the newest is published then, the oldest three days before; milliseconds since the epoch
 */
export function inventStories(count: number, asOf: number, seed: number): InventedStory[] {
  const random = mulberry32(seed);
  const stories: InventedStory[] = [];
  for (let e = 0; stories.length < count; e++) {
    const event = inventEvent(random, `event-${e}`, asOf);
    const tellers = random() < RETOLD ? 2 + Math.floor((MOST_TELLERS - 1) * random() ** 3) : 1;
    for (let t = 0; t < tellers && stories.length < count; t++) {
      stories.push(tell(random, event, stories.length, Math.min(asOf, event.at + t * random() * HOUR)));
    }
  }
  return stories;
}

/** A position in a list of so many, the first far more often than the last. */
export function skewed(random: Random, length: number): number {
  return Math.floor(length * random() ** 2.5);
}

function inventEvent(random: Random, id: string, asOf: number): Event {
  const topics = Array.from({ length: 1 + Math.floor(2.2 * random()) }, () => skewed(random, TOPICS.length));
  const names = Array.from({ length: 2 }, () => ENTITIES[skewed(random, ENTITIES.length)]!.name);
  return {
    id,
    topics,
    names,
    title: TITLES[Math.floor(random() * TITLES.length)]!,
    at: asOf - Math.floor(random() * WINDOW_HOURS * HOUR),
    amounts: {
      m: `$${1 + Math.floor(90 * random())} billion`,
      n: String(100 * (1 + Math.floor(80 * random()))),
      p: String(2 + Math.floor(60 * random())),
    },
  };
}

function tell(random: Random, event: Event, i: number, publishedAt: number): InventedStory {
  const outlet = skewed(random, OUTLETS);
  const fill = (template: string): string =>
    template.replace(/\{(\w)\}/g, (_, slot: string) => wordFor(random, event, slot));
  const first = Math.floor(random() * SENTENCES.length);
  const sentences = [0, 3, 7].map((step) => fill(SENTENCES[(first + step) % SENTENCES.length]!));
  return {
    id: `story-${i}`,
    title: fill(event.title),
    summary: sentences.join(' '),
    source: `Outlet ${outlet}`,
    url: `https://outlet-${outlet}.example/news/${i}`,
    language: 'en',
    event: event.id,
    publishedAt: Math.floor(publishedAt),
  };
}

function wordFor(random: Random, event: Event, slot: string): string {
  if (slot === 'm' || slot === 'n' || slot === 'p') return event.amounts[slot];
  if (slot === 'e') return event.names[0]!;
  if (slot === 'f') return event.names[1]!;
  const terms = topicTerms[event.topics[slot === 'c' ? 0 : event.topics.length - 1]!]!;
  const list = slot === 'c' ? terms.core : terms.sign;
  return list[skewed(random, list.length)]!;
}
