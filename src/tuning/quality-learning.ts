import { createEntityLinker } from '../enrichment/entities/entities.js';
import {
  expectedCalibrationError,
  microF1,
  perTopicF1,
  type Forecast,
} from '../enrichment/topics/evaluation.js';
import { FeatureHasher } from '../enrichment/topics/hashed-features.js';
import { LEARNED_BITS, LearnedTopic, learnTopic } from '../enrichment/topics/learned-topic.js';
import { type LabelledText, trainClassifier } from '../enrichment/topics/linear-classifier.js';
import { wordsOfStory } from '../enrichment/topics/topic-signs.js';
import type { StoryText } from '../enrichment/understanding.js';
import { mulberry32 } from '../ranking/random.js';
import { mean } from './quality-tailoring.js';

const FOLDS = 5;
const CALIBRATION_BINS = 10;
const CONSIDERED = 0.05;
/** Stories beside which a topic of the few-examples measure learns, as in the product; of a small corpus half. */
const BACKGROUND = 2_000;
const EXAMPLES = 5;
const NAIVE_BITS = 20;

/** Two terms for each topic of the few-examples measure, as somebody who knows the field would give them. */
export const TWO_TERMS = {
  bbc: {
    business: ['company', 'shares'],
    entertainment: ['film', 'music'],
    politics: ['minister', 'election'],
    sport: ['match', 'coach'],
    tech: ['technology', 'software'],
  },
  agnews: {
    business: ['company', 'shares'],
    'sci-tech': ['software', 'scientists'],
    sports: ['game', 'season'],
    world: ['president', 'killed'],
  },
  reuters: {
    acq: ['acquisition', 'takeover'],
    bop: ['balance of payments', 'current account'],
    carcass: ['beef', 'meat'],
    cocoa: ['cocoa', 'cocoa buffer stock'],
    coffee: ['coffee', 'ICO'],
    corn: ['corn', 'maize'],
    cpi: ['consumer prices', 'inflation'],
    crude: ['crude oil', 'opec'],
    dlr: ['dollar', 'currency intervention'],
    earn: ['net profit', 'dividend'],
    gnp: ['gnp', 'gross national product'],
    gold: ['gold', 'gold mine'],
    grain: ['grain', 'wheat'],
    interest: ['interest rate', 'prime rate'],
    livestock: ['cattle', 'hogs'],
    'money-fx': ['currency', 'money market'],
    'money-supply': ['money supply', 'M1'],
    'nat-gas': ['natural gas', 'gas pipeline'],
    oilseed: ['oilseed', 'soybean'],
    reserves: ['foreign reserves', 'reserves'],
    ship: ['ship', 'port'],
    soybean: ['soybean', 'soybeans'],
    sugar: ['sugar', 'raw sugar'],
    trade: ['trade', 'tariffs'],
    'veg-oil': ['vegetable oil', 'palm oil'],
    wheat: ['wheat', 'wheat crop'],
  },
} as const satisfies Record<string, Readonly<Record<string, readonly string[]>>>;

/** Anything that learns labels from texts. */
export interface LabelLearner {
  predict(text: string): readonly string[];
}

/** Micro- and macro-F1 on texts that were held back. */
export interface MultiLabelQuality {
  readonly texts: number;
  readonly labels: number;
  readonly scout: { readonly micro: number; readonly macro: number };
  readonly naiveBayes: { readonly micro: number; readonly macro: number };
  /** Expected calibration error over the labels with a confidence of 0.05 or more. */
  readonly calibration: number;
  /** Texts classified in a second. */
  readonly perSecond: number;
  /** Seconds that learning took. */
  readonly seconds: number;
}

/**
 * Learns the first share of the texts and judges the rest, over the labels that occur in both.
 * @param clock milliseconds
 */
export function measureMultiLabel(
  documents: readonly LabelledText[],
  share: number,
  clock: () => number,
): MultiLabelQuality {
  const cut = Math.floor(documents.length * share);
  const known = documents.slice(0, cut);
  const held = documents.slice(cut);
  const first = new Set(known.flatMap(({ labels }) => labels));
  const labels = new Set(held.flatMap((document) => document.labels).filter((label) => first.has(label)));
  const begun = clock();
  const classifier = trainClassifier(known);
  const learned = clock();
  for (const { text } of held) classifier.predict(text);
  const judged = clock();
  const gold = held.map((document) => new Set(document.labels.filter((label) => labels.has(label))));
  const quality = (learner: LabelLearner) => {
    const given = held.map(({ text }) => new Set(learner.predict(text).filter((label) => labels.has(label))));
    const each = perTopicF1(given, gold);
    return {
      micro: microF1(given, gold).f1,
      macro: mean([...labels].map((label) => each.get(label)?.f1 ?? 0)),
    };
  };
  const forecasts = held.flatMap((document): Forecast[] =>
    classifier
      .scores(document.text)
      .filter(({ confidence }) => confidence >= CONSIDERED)
      .map(({ label, confidence }) => ({ confidence, correct: document.labels.includes(label) })),
  );
  return {
    texts: documents.length,
    labels: labels.size,
    scout: quality(classifier),
    naiveBayes: quality(naiveBayes(known)),
    calibration: expectedCalibrationError(forecasts, CALIBRATION_BINS),
    perSecond: (held.length * 1_000) / Math.max(1, judged - learned),
    seconds: (learned - begun) / 1_000,
  };
}

/** Share of texts whose one label is found. */
export interface SingleLabelQuality {
  readonly texts: number;
  readonly scout: number;
  readonly naiveBayes: number;
}

/** Five folds: every fifth text, by order, is judged by what the others taught. */
export function measureSingleLabel(documents: readonly LabelledText[]): SingleLabelQuality {
  const accuracy = (learn: (known: readonly LabelledText[]) => LabelLearner) => {
    let right = 0;
    for (let fold = 0; fold < FOLDS; fold++) {
      const learner = learn(documents.filter((_, at) => at % FOLDS !== fold));
      for (const [at, { text, labels }] of documents.entries()) {
        if (at % FOLDS === fold && learner.predict(text)[0] === labels[0]) right++;
      }
    }
    return right / documents.length;
  };
  return {
    texts: documents.length,
    scout: accuracy((known) => trainClassifier(known)),
    naiveBayes: accuracy(naiveBayes),
  };
}

/** Protocol G, learnable part. */
export interface LearningQuality {
  readonly reuters: MultiLabelQuality;
  readonly bbc: SingleLabelQuality;
  readonly agnews: SingleLabelQuality;
  readonly fewBbc: FewExamplesQuality;
  readonly fewAgnews: FewExamplesQuality;
  /** One seed only: it takes as long as all the others. */
  readonly fewReuters: FewExamplesQuality;
}

/** Texts with labels, as the corpora give them. */
export interface LearningCorpora {
  readonly reuters: readonly LabelledText[];
  readonly bbc: readonly LabelledText[];
  readonly agnews: readonly LabelledText[];
}

const SEEDS = [1, 2, 3, 4, 5];

/**
 * How well topics are learned: from many labelled texts, and from five examples and two terms.
 * @param clock milliseconds
 */
export function measureLearning(
  { reuters, bbc, agnews }: LearningCorpora,
  clock: () => number,
): LearningQuality {
  return {
    reuters: measureMultiLabel(reuters, 0.8, clock),
    bbc: measureSingleLabel(bbc),
    agnews: measureSingleLabel(agnews),
    fewBbc: measureFewExamples(bbc, TWO_TERMS.bbc, SEEDS),
    fewAgnews: measureFewExamples(agnews, TWO_TERMS.agnews, SEEDS),
    fewReuters: measureFewExamples(reuters, TWO_TERMS.reuters, SEEDS.slice(0, 1)),
  };
}

export interface FewExamplesQuality {
  /** F1 of each topic, mean over the seeds. */
  readonly byTopic: readonly { readonly topic: string; readonly f1: number; readonly termsAlone: number }[];
  readonly f1: number;
  /** Standard deviation of the mean F1 over the seeds. */
  readonly spread: number;
  /** Mean F1 of "a story that holds one of the terms". */
  readonly termsAlone: number;
}

/**
 * A topic from five random stories and two terms, beside up to 2,000 random unlabelled stories, half of the corpus at most;
 * judged on all others. Labels are used for judging only.
 * @param terms two for each topic that is measured
 */
export function measureFewExamples(
  documents: readonly LabelledText[],
  terms: Readonly<Record<string, readonly string[]>>,
  seeds: readonly number[],
): FewExamplesQuality {
  const linker = createEntityLinker();
  const hasher = new FeatureHasher(LEARNED_BITS);
  const stories = documents.map(storyOf);
  const words = stories.map((story) => wordsOfStory(story, hasher));
  const byTopic = Object.entries(terms).map(([topic, own]) => {
    const definition = { id: topic, name: topic, definition: topic, terms: own };
    const isOf = (at: number) => documents[at]!.labels.includes(topic);
    const holds = stories.map(({ title, text }) =>
      own.some((term) => ` ${title} ${text} `.toLowerCase().includes(` ${term.toLowerCase()}`)),
    );
    const runs = seeds.map((seed) => {
      const order = shuffled(documents.length, seed);
      const examples = order.filter(isOf).slice(0, EXAMPLES);
      const others = order.filter((at) => !examples.includes(at));
      const unlabelled = Math.min(BACKGROUND, Math.floor(documents.length / 2));
      const background = others.slice(0, unlabelled);
      const at = (place: number): StoryText => stories[place]!;
      const model = learnTopic(definition, examples.map(at), background.map(at), linker);
      const learned = new LearnedTopic(definition, model, linker);
      const judged = others.slice(unlabelled);
      return {
        f1: f1Of(judged, (one) => learned.judge(at(one), words[one]!).confidence >= 0.5, isOf),
        termsAlone: f1Of(judged, (one) => holds[one]!, isOf),
      };
    });
    const each = runs.map(({ f1 }) => f1);
    return { topic, each, f1: mean(each), termsAlone: mean(runs.map((run) => run.termsAlone)) };
  });
  const bySeed = seeds.map((_, at) => mean(byTopic.map(({ each }) => each[at]!)));
  return {
    byTopic: byTopic.map(({ topic, f1, termsAlone }) => ({ topic, f1, termsAlone })),
    spread: Math.sqrt(mean(bySeed.map((f1) => (f1 - mean(bySeed)) ** 2))),
    f1: mean(byTopic.map(({ f1 }) => f1)),
    termsAlone: mean(byTopic.map((one) => one.termsAlone)),
  };
}

/**
 * Multinomial naive Bayes with add-one smoothing (Manning, Raghavan, Schütze 2008, 13.2) on the classifier's own features: the
 * baseline. Texts with several labels teach each; one label is given, the most probable.
 */
export function naiveBayes(documents: readonly LabelledText[]): LabelLearner {
  const hasher = new FeatureHasher(NAIVE_BITS);
  const labels = [...new Set(documents.flatMap((document) => document.labels))].sort();
  const texts = new Float64Array(labels.length);
  const totals = new Float64Array(labels.length);
  const counts = new Map<number, Float64Array>();
  for (const document of documents) {
    const { ids, counts: times } = hasher.features(document.text);
    for (const label of document.labels.map((one) => labels.indexOf(one))) {
      texts[label]!++;
      for (const [at, id] of ids.entries()) {
        let row = counts.get(id);
        if (!row) counts.set(id, (row = new Float64Array(labels.length)));
        row[label]! += times[at]!;
        totals[label]! += times[at]!;
      }
    }
  }
  return {
    predict(text) {
      const { ids, counts: times } = hasher.features(text);
      const scores = texts.map((number) => Math.log(number));
      for (const [at, id] of ids.entries()) {
        const row = counts.get(id);
        if (!row) continue;
        for (let label = 0; label < scores.length; label++) {
          scores[label]! += times[at]! * Math.log((row[label]! + 1) / (totals[label]! + counts.size));
        }
      }
      const best = labels[scores.indexOf(Math.max(...scores))];
      return best === undefined ? [] : [best];
    },
  };
}

function storyOf({ text }: LabelledText, at: number): StoryText & { readonly text: string } {
  const end = Math.max(0, text.indexOf('\n'));
  return { id: String(at), title: text.slice(0, end), text: text.slice(end + 1) };
}

function shuffled(length: number, seed: number): number[] {
  const random = mulberry32(seed);
  const order = Array.from({ length }, (_, at) => at);
  for (let at = length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}

function f1Of(
  judged: readonly number[],
  given: (one: number) => boolean,
  right: (one: number) => boolean,
): number {
  const set = (is: boolean) => new Set(is ? ['topic'] : []);
  return microF1(
    judged.map((one) => set(given(one))),
    judged.map((one) => set(right(one))),
  ).f1;
}
