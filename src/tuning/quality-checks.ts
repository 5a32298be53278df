import type { LearningQuality } from './quality-learning.js';
import type { CompositeQuality } from './quality-composites.js';
import type { FeedQuality } from './quality-feeds.js';
import type { EntityQuality } from './quality-entities.js';
import type { EventQuality, PairQuality } from './quality-events.js';
import type { KindQuality } from './quality-kinds.js';
import type { Explanations } from './quality-explanations.js';
import { replayFigures } from './quality-replays.js';
import type { ReplayReport } from './replay-log.js';
import type { SlateQuality } from './quality-slates.js';
import { mean, type Tailoring } from './quality-tailoring.js';
import { HEADLINE_TOPICS, type TopicQuality } from './quality-topics.js';
import { overall, type Warming } from './quality-warming.js';
import type { TitleQuality } from './quality-titles.js';
import type { F1 } from '../enrichment/topics/evaluation.js';

/** Everything that was measured in one run. */
export interface QualityMeasures {
  readonly tailoring: readonly Tailoring[];
  readonly topics: readonly TopicQuality[];
  readonly weakestTopics: readonly { readonly topic: string; readonly f1: F1 }[];
  readonly events: EventQuality;
  readonly pairs: readonly PairQuality[];
  readonly slates: readonly SlateQuality[];
  /** Empty where there is only one edition. */
  readonly warmings: readonly Warming[];
  readonly explanations: readonly Explanations[];
  readonly titles: readonly TitleQuality[];
  readonly entities: EntityQuality;
  readonly kinds: readonly KindQuality[];
  /** Reads the corpora; absent in the test run. */
  readonly composites?: readonly CompositeQuality[];
  /** Reads the corpora of feeds; absent in the test run, which has a test of its own for them. */
  readonly feeds?: readonly FeedQuality[];
  /** Takes about a minute; absent in the test run. */
  readonly learning?: LearningQuality;
  /** Take minutes; absent in the test run. */
  readonly replays?: readonly ReplayReport[];
}

/** One figure against its floor (below it the run fails) and its goal. */
export interface Check {
  readonly protocol: 'I' | 'T' | 'P1' | 'P2' | 'P3' | 'S' | 'G' | 'N' | 'K' | 'F' | 'E' | 'C' | 'D' | 'X';
  readonly what: string;
  readonly value: number;
  /** Whether more or less is better. */
  readonly better: 'more' | 'less';
  readonly floor: number | null;
  readonly goal: number | null;
  readonly unit: 'score' | 'share' | 'count';
  readonly state: 'goal reached' | 'above the floor' | 'FLOOR BROKEN' | 'short of the goal';
}

type Figure = Omit<Check, 'state'>;

/** Names of sets that were labelled here, blind: nobody wrote words or priors with them at hand, so the bounds are those of kept-back data. */
export const isBlind = (set: string): boolean => set.startsWith('b');

/** Labelled sets whose name begins so are chosen for the headline topics; the others are editions of a day. */
export const isHeadlineSet = (edition: string): boolean => edition.startsWith('t');

/** The figures that have a floor or a goal, in the order of the protocols. */
export function checksOf(measures: QualityMeasures): Check[] {
  return [
    ...tailoringChecks(measures.tailoring),
    ...measures.topics.flatMap(topicChecks),
    ...measures.topics.map((one) =>
      most(
        'G',
        `calibration error of the topics given, ${one.edition}`,
        one.calibration.given,
        isBlind(one.edition) ? null : 0.05,
        0.05,
        'score',
      ),
    ),
    ...(measures.learning === undefined ? [] : learningChecks(measures.learning)),
    // Without the corpora no mention is produced, and nothing is said.
    ...(measures.entities.produced === 0
      ? []
      : [figure('N', 'precision of the mentions judged by eye', measures.entities.precision, 0.95, 0.95)]),
    ...measures.kinds
      .filter(({ sample, stories }) => sample !== 'a' && stories > 0)
      .map(({ sample, micro }) =>
        figure('K', `micro-F1 of the kinds of fact, sample ${sample}`, micro.f1, 0.65, 0.75),
      ),
    ...measures.titles.map((one) => figure('F', `right, ${one.of}`, one.right, 0.85, 0.85)),
    figure('E', 'B-cubed F1', measures.events.scout.f1, 0.78, 0.88),
    ...(measures.feeds ?? []).map(({ corpus, passed, judged, floor }) =>
      figure('I', `share of feeds read as they should be, ${corpus}`, passed / judged, floor, floor),
    ),
    ...(measures.composites ?? []).map((one) =>
      most('C', `problems of composites, ${one.set}`, one.problems, 0, 0, 'count'),
    ),
    ...(measures.replays ?? []).flatMap(replayFigures).map((one): Figure => ({
      ...one,
      better: 'more',
      unit: 'score',
    })),
    ...(measures.warmings.length === 0 ? [] : warmingChecks(measures.warmings)),
    ...measures.slates.flatMap(slateChecks),
    ...measures.explanations.map((one) =>
      most('X', `violations, ${one.edition}`, violationsOf(one), 0, 0, 'count'),
    ),
  ].map((one) => ({ ...one, state: stateOf(one) }));
}

function learningChecks({ reuters, bbc, fewBbc, fewAgnews, fewReuters }: LearningQuality): Figure[] {
  return [
    figure('G', 'micro-F1 learned, Reuters', reuters.scout.micro, 0.87, 0.87),
    figure('G', 'macro-F1 learned, Reuters', reuters.scout.macro, 0.55, 0.55),
    figure('G', 'accuracy learned, BBC', bbc.scout, 0.97, 0.97),
    figure('G', 'F1 from five examples and two terms, BBC', fewBbc.f1, 0.6, 0.6),
    figure('G', 'F1 from five examples and two terms, AG News', fewAgnews.f1, 0.6, 0.6),
    figure('G', 'F1 from five examples and two terms, Reuters', fewReuters.f1, 0.6, 0.6),
  ];
}

/** Times that any invariant did not hold. */
export function violationsOf({ sums, reasons, repeats, mutes, follows }: Explanations): number {
  return [sums, reasons, repeats, mutes, follows].reduce((sum, count) => sum + count.violations, 0);
}

function tailoringChecks(all: readonly Tailoring[]): Figure[] {
  const [blind = [], editions = []] = [true, false].map((is) =>
    all.filter(({ edition }) => isBlind(edition) === is),
  );
  const meanOf = (some: readonly Tailoring[]): number => mean(some.map((one) => one.scout.ndcg));
  return [
    ...editions.map((one) => figure('T', `nDCG@10, ${one.edition}`, one.scout.ndcg, 0.65, 0.85)),
    figure('T', 'nDCG@10, mean of the editions', meanOf(editions), 0.65, 0.85),
    ...(blind.length === 0
      ? []
      : [figure('T', 'nDCG@10, mean of the editions labelled blind', meanOf(blind), 0.6, 0.8)]),
  ];
}

function topicChecks(one: TopicQuality): Figure[] {
  if (isBlind(one.edition)) return [figure('G', `micro-F1, ${one.edition}`, one.micro.f1, 0.6, 0.75)];
  if (!isHeadlineSet(one.edition)) return [figure('G', `micro-F1, ${one.edition}`, one.micro.f1, 0.65, 0.8)];
  return [
    figure('G', `mean F1 of the headline topics, ${one.edition}`, one.headlineMean, 0.75, 0.9),
    ...HEADLINE_TOPICS.map((topic) =>
      figure('G', `F1 of ${topic}, ${one.edition}`, one.headline[topic]?.f1 ?? 0, 0.6, 0.9),
    ),
  ];
}

/** What protocol S asks of the mean over the directions. */
function warmingChecks(warmings: readonly Warming[]): Figure[] {
  const { byClicks, warm, drop } = overall(warmings, 'all');
  const bare = overall(warmings, 'role and industry');
  const cold = byClicks[0]!;
  return [
    figure('S', 'gain of nDCG@10 by ten clicks', byClicks.at(-1)! - cold, null, 0.03),
    figure('S', 'without clicks, share of the warm value', cold / warm, null, 0.75),
    most('S', 'largest loss from one click to the next', drop, null, 0.02, 'score'),
    figure(
      'S',
      'gain by ten clicks, readers with role and industry alone',
      bare.byClicks.at(-1)! - bare.byClicks[0]!,
      null,
      0.03,
    ),
  ];
}

function slateChecks(one: SlateQuality): Figure[] {
  const { briefing, byScore, edition } = one;
  return [
    most('D', `lists that repeat an event, ${edition}`, one.repeatedEvents, 0, 0, 'count'),
    most('D', `most stories of one source, ${edition}`, one.mostOfOneSource, 3, 3, 'count'),
    {
      ...figure(
        'D',
        `diversity against the list by score, ${edition}`,
        changeOf(briefing, byScore, 'diversity'),
        null,
        0.12,
      ),
      unit: 'share',
    },
    most(
      'D',
      `calibration KL against the list by score, ${edition}`,
      changeOf(briefing, byScore, 'calibration'),
      null,
      -0.4,
      'share',
    ),
    most(
      'D',
      `the same over the topics that a story tells, ${edition}`,
      changeOf(briefing, byScore, 'toldCalibration'),
      null,
      -0.4,
      'share',
    ),
    {
      ...figure(
        'D',
        `nDCG@10 against the list by score, ${edition}`,
        changeOf(briefing, byScore, 'ndcg'),
        null,
        -0.02,
      ),
      unit: 'share',
    },
    {
      ...figure(
        'D',
        `the same, every event counted once, ${edition}`,
        changeOf(briefing, byScore, 'eventNdcg'),
        null,
        -0.02,
      ),
      unit: 'share',
    },
  ];
}

function changeOf<K extends string>(to: Record<K, number>, from: Record<K, number>, key: K): number {
  return from[key] === 0 ? 0 : to[key] / from[key] - 1;
}

function figure(
  protocol: Check['protocol'],
  what: string,
  value: number,
  floor: number | null,
  goal: number,
): Figure {
  return { protocol, what, value, better: 'more', floor, goal, unit: 'score' };
}

function most(
  protocol: Check['protocol'],
  what: string,
  value: number,
  floor: number | null,
  goal: number,
  unit: Check['unit'],
): Figure {
  return { protocol, what, value, better: 'less', floor, goal, unit };
}

function stateOf({ value, better, floor, goal }: Figure): Check['state'] {
  const reaches = (bound: number): boolean => (better === 'more' ? value >= bound : value <= bound);
  if (floor !== null && !reaches(floor)) return 'FLOOR BROKEN';
  if (goal === null || reaches(goal)) return 'goal reached';
  return floor === null ? 'short of the goal' : 'above the floor';
}
