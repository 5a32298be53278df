import { FACT_KINDS, type FactKind } from '../../knowledge/fact-kinds.js';
import { FACT_KIND_CUES } from '../../knowledge/fact-kind-cues.js';
import { ownTitle } from '../text/own-title.js';
import { compileCues, cueTokens, type CueGroup } from './cue-phrases.js';
import type { Figure, KindTag, StoryText } from '../understanding.js';

const TITLE_LIMIT = 300;
const LEAD_LIMIT = 500;
const KINDS_LIMIT = 3;
/** Below it a kind is not reported. */
const LEAST_CONFIDENCE = 0.5;

/**
 * What each find adds to a kind's score; the logistic curve below makes it a confidence. Set by hand and by reading: one
 * clear cue in the title gives .7, two hints .5.
 */
const WEIGHTS = {
  title: 1.7,
  furtherTitle: 0.6,
  opening: 1.7,
  hint: 0.65,
  lead: 0.5,
  section: 1.8,
  topic: 0.6,
  topicAgainst: -0.6,
  source: 0.5,
  figure: 0.4,
  against: -1.6,
} as const;
const CURVE = { middle: 1.25, slope: 1.9 } as const;

const cues = compileCues();

/** What is known of the story when its kinds are sought. */
export interface KindContext {
  /** Topic ids, most central first. */
  readonly topics: readonly string[];
  readonly figures: readonly Figure[];
  /** The story's own first sentences without the page's furniture, if known; else its summary or text is taken. */
  readonly lead?: string | undefined;
}

/** The kinds of fact a story holds, three at most, surest first; confidence 0.5 to 1. */
export function kindsOf(story: StoryText, context: KindContext): KindTag[] {
  const found = readCues(story, context.lead ?? firstWords(story));
  const url = story.url?.slice(0, 400).toLowerCase();
  const scores = FACT_KINDS.map(({ id }) => {
    const score = textScore(found.get(id)) + shapeScore(id, story.title) + hintScore(id, story, url, context);
    return { kind: id, confidence: confidenceOf(score) };
  });
  const sure = new Map(scores.map(({ kind, confidence }) => [kind, confidence]));
  return scores
    .filter(({ kind, confidence }) => confidence >= LEAST_CONFIDENCE && !isOutdone(kind, confidence, sure))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, KINDS_LIMIT);
}

/** What words alone do not show: marks and shapes of a headline, and what they add. */
const SHAPES: Readonly<Partial<Record<FactKind, { readonly pattern: RegExp; readonly weight: number }>>> = {
  // `(NVDA)`, written for those who trade it.
  'market-wrap': { pattern: /\([A-Z]{1,6}(?:[.:][A-Z]{1,8})?\)/, weight: WEIGHTS.hint },
  // `Lenovo's new laptop`: told because it is new.
  launch: { pattern: /['’]s (?:new|latest|newest)\b/, weight: WEIGHTS.hint },
  // `‘I lent my brother $5,000’: Should I ask for it back?`: a letter to be advised on.
  'how-to': {
    pattern: /^['"‘“][^?]{5,120}['"’”]:? [^?]{0,120}\b(?:I|my|we|our|me)\b[^?]{0,120}\?/,
    weight: WEIGHTS.title,
  },
};

function firstWords({ summary, text }: StoryText): string {
  return summary === undefined || summary === '' ? (text ?? '') : summary;
}

type Found = ReadonlyMap<FactKind, Record<CueGroup, number>>;

function readCues(story: StoryText, lead: string): Found {
  const found = new Map<FactKind, Record<CueGroup, number>>();
  const note = (kind: FactKind, group: CueGroup): void => {
    let counts = found.get(kind);
    if (counts === undefined) {
      counts = { title: 0, titleHints: 0, lead: 0, opening: 0, against: 0 };
      found.set(kind, counts);
    }
    counts[group]++;
  };
  cues.titles.read(cueTokens(ownTitle(story).slice(0, TITLE_LIMIT)), note);
  cues.leads.read(cueTokens(lead.slice(0, LEAD_LIMIT)), note);
  return found;
}

function confidenceOf(score: number): number {
  return Math.round(1000 / (1 + Math.exp(-CURVE.slope * (score - CURVE.middle)))) / 1000;
}

function textScore(counts: Record<CueGroup, number> | undefined): number {
  if (counts === undefined) return 0;
  const titles = counts.title > 0 ? WEIGHTS.title + WEIGHTS.furtherTitle * Math.min(2, counts.title - 1) : 0;
  return (
    titles +
    (counts.opening > 0 ? WEIGHTS.opening : 0) +
    WEIGHTS.hint * Math.min(3, counts.titleHints) +
    WEIGHTS.lead * Math.min(3, counts.lead) +
    WEIGHTS.against * Math.min(2, counts.against)
  );
}

function hintScore(kind: FactKind, story: StoryText, url: string | undefined, context: KindContext): number {
  const { sections, sources, topics, topicsAgainst } = FACT_KIND_CUES[kind];
  const source = story.source ?? '';
  let score = 0;
  if (url !== undefined && sections?.some((part) => url.includes(part)) === true) score += WEIGHTS.section;
  if (sources?.some((name) => source.includes(name)) === true) score += WEIGHTS.source;
  if (topics?.some((topic) => context.topics.includes(topic)) === true) score += WEIGHTS.topic;
  if (topicsAgainst?.some((topic) => context.topics.includes(topic)) === true) score += WEIGHTS.topicAgainst;
  return score + figureScore(kind, context.figures);
}

function shapeScore(kind: FactKind, title: string): number {
  const shape = SHAPES[kind];
  return shape?.pattern.test(title.slice(0, TITLE_LIMIT)) === true ? shape.weight : 0;
}

/** Sums in a title: large ones go with deals and guidance, small ones with shopping. */
function figureScore(kind: FactKind, figures: readonly Figure[]): number {
  const sum = figures.find((figure) => figure.field === 'title' && figure.kind === 'money');
  if (sum === undefined) return 0;
  const large = sum.value >= 1_000_000;
  if (kind === 'guidance') return large ? WEIGHTS.figure : 0;
  if (kind === 'deal') return large ? WEIGHTS.figure : WEIGHTS.against;
  if (kind === 'shopping') return large ? WEIGHTS.against : WEIGHTS.figure;
  return 0;
}

/**
 * A consumer piece that names a launch or a price is still a consumer piece: the kinds that lift a story give way where
 * shopping, a review or a how-to is surer; and shopping gives way to a surer deal between companies. What is only
 * rumoured has not been launched, and 'why I recommend it' is a review rather than an opinion.
 */
function isOutdone(kind: FactKind, confidence: number, sure: ReadonlyMap<FactKind, number>): boolean {
  const by = OUTDONE_BY[kind];
  return by?.some((other) => (sure.get(other) ?? 0) > Math.max(confidence, 0.6)) === true;
}

const CONSUMER = ['shopping', 'review', 'how-to'] as const satisfies readonly FactKind[];
const OUTDONE_BY: Readonly<Partial<Record<FactKind, readonly FactKind[]>>> = {
  shopping: ['deal', 'law', 'review'],
  launch: [...CONSUMER, 'rumour', 'law', 'deal', 'market-wrap'],
  opinion: CONSUMER,
  'how-to': ['shopping'],
  deal: CONSUMER,
  price: ['shopping'],
  guidance: ['shopping', 'review'],
  research: [...CONSUMER, 'rumour', 'opinion', 'people-move'],
  'people-move': CONSUMER,
  outage: [...CONSUMER, 'law'],
};
