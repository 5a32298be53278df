import { FeatureHasher } from './hashed-features.js';
import { type Calibration, calibrate, type Hyperplane, probabilityOf, separate } from './support-vectors.js';
import { chosenRows, textRows, type TextRows, weightOf } from './text-rows.js';

/** A text with its labels; its first line, if a short one, is its headline. */
export interface LabelledText {
  readonly text: string;
  readonly labels: readonly string[];
}

export interface TrainingOptions {
  /** Hash buckets as a power of two, 8 to 24. */
  readonly bits?: number;
  /** A feature in fewer texts is left out. */
  readonly leastTexts?: number;
  /** What an error costs against a simple plane; above 0. */
  readonly cost?: number;
  /** 0 to 1: how far the cost of missing a rare label rises with its rarity. */
  readonly balance?: number;
}

const DEFAULTS = { bits: 20, leastTexts: 3, cost: 1, balance: 0.5 } as const;
/** Weights closer to 0 than this are dropped: they change no decision and fill the memory. */
const LEAST_WEIGHT = 0.02;
const GREATEST_BALANCE = 50;
/** Every fifth text is held back for calibration, if there are as many as this. */
const HELD_BACK = 5;
const LEAST_FOR_CALIBRATION = 50;
const FAR_OFF = -1;
/** Thresholds whose F1 is this close to the best are equally good. */
const AS_GOOD = 0.002;

/** One text's score for a label. */
export interface LabelScore {
  readonly label: string;
  /** Probability that the label belongs to the text, 0 to 1. */
  readonly confidence: number;
}

/** The model as JSON: typed arrays as base64 of their little-endian bytes. */
export interface ClassifierJson {
  readonly format: 1;
  readonly bits: number;
  readonly labels: readonly string[];
  readonly exclusive: boolean;
  readonly always: boolean;
  readonly threshold: number;
  readonly calibration: Calibration;
  readonly buckets: string;
  readonly rarity: string;
  readonly starts: string;
  readonly targets: string;
  readonly weights: string;
  readonly biases: string;
}

interface Decision {
  /** Score above which a label is given. */
  readonly threshold: number;
  readonly calibration: Calibration;
}

interface Model extends Decision {
  readonly bits: number;
  readonly labels: readonly string[];
  /** Every text has exactly one label, as in training. */
  readonly exclusive: boolean;
  /** Every text has at least one. */
  readonly always: boolean;
  /** Bucket of each known feature, and its inverse document frequency. */
  readonly buckets: Int32Array;
  readonly rarity: Float32Array;
  /** Weights of feature `f` lie at `starts[f]` to `starts[f + 1]`, each with its label. */
  readonly starts: Int32Array;
  readonly targets: Uint16Array;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** A linear classifier over hashed words and pairs of words, one plane per label. */
export class LinearClassifier {
  readonly labels: readonly string[];
  private readonly hasher: FeatureHasher;
  private readonly featureOf: Int32Array;
  private readonly sums: Float32Array;

  /** Use {@link trainClassifier} or {@link LinearClassifier.fromJSON}. */
  constructor(private readonly model: Model) {
    this.labels = model.labels;
    this.hasher = new FeatureHasher(model.bits);
    this.featureOf = new Int32Array(this.hasher.size);
    for (const [at, bucket] of model.buckets.entries()) this.featureOf[bucket] = at + 1;
    this.sums = new Float32Array(model.labels.length);
  }

  /** Every label with its probability, most probable first. */
  scores(text: string): LabelScore[] {
    const sums = this.sumsOf(text);
    return this.labels
      .map((label, at) => ({ label, confidence: probabilityOf(sums[at]!, this.model.calibration) }))
      .sort((a, b) => b.confidence - a.confidence);
  }

  /** The labels of a text: one where training knew one for each text, otherwise all that are probable enough. */
  predict(text: string): string[] {
    const { exclusive, always, threshold } = this.model;
    const sums = this.sumsOf(text);
    let best = 0;
    const given: number[] = [];
    for (let at = 0; at < sums.length; at++) {
      if (sums[at]! > sums[best]!) best = at;
      if (sums[at]! > threshold) given.push(at);
    }
    const chosen = exclusive || (always && given.length === 0) ? [best] : given;
    return chosen.sort((a, b) => sums[b]! - sums[a]!).flatMap((at) => this.labels[at] ?? []);
  }

  toJSON(): ClassifierJson {
    const { bits, labels, exclusive, always, threshold, calibration, ...arrays } = this.model;
    return {
      format: 1,
      ...{ bits, labels, exclusive, always, threshold, calibration },
      buckets: base64Of(arrays.buckets),
      rarity: base64Of(arrays.rarity),
      starts: base64Of(arrays.starts),
      targets: base64Of(arrays.targets),
      weights: base64Of(arrays.weights),
      biases: base64Of(arrays.biases),
    };
  }

  static fromJSON(json: ClassifierJson): LinearClassifier {
    const { bits, labels, exclusive, always, threshold, calibration } = json;
    return new LinearClassifier({
      ...{ bits, labels, exclusive, always, threshold, calibration },
      buckets: new Int32Array(bytesOf(json.buckets)),
      rarity: new Float32Array(bytesOf(json.rarity)),
      starts: new Int32Array(bytesOf(json.starts)),
      targets: new Uint16Array(bytesOf(json.targets)),
      weights: new Float32Array(bytesOf(json.weights)),
      biases: new Float32Array(bytesOf(json.biases)),
    });
  }

  /** Score of each label. The array is overwritten by the next call. */
  private sumsOf(text: string): Float32Array {
    const { rarity, starts, targets, weights, biases } = this.model;
    const { ids, counts } = this.hasher.features(text);
    const sums = this.sums.fill(0);
    let square = 0;
    for (let at = 0; at < ids.length; at++) {
      const feature = this.featureOf[ids[at]!]! - 1;
      if (feature < 0) continue;
      const value = weightOf(counts[at]!, rarity[feature]!);
      square += value * value;
      const end = starts[feature + 1]!;
      for (let k = starts[feature]!; k < end; k++) sums[targets[k]!]! += value * weights[k]!;
    }
    const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
    for (let label = 0; label < sums.length; label++) sums[label] = sums[label]! * scale + biases[label]!;
    return sums;
  }
}

/**
 * Learns from labelled texts: one support vector machine per label over TF-IDF of hashed words and pairs. The threshold is the
 * one with the best micro-F1 on a fifth of the texts held back, probabilities are calibrated on the same; then all texts are
 * learned. Deterministic. Whether each text has exactly one label, or at least one, is taken from the texts.
 * @throws RangeError without a text or without a label
 */
export function trainClassifier(
  documents: readonly LabelledText[],
  options: TrainingOptions = {},
): LinearClassifier {
  const labels = [...new Set(documents.flatMap((document) => document.labels))].sort();
  if (labels.length === 0) throw new RangeError('Learning needs at least one labelled text');
  const settings = { ...DEFAULTS, ...options };
  const collection = textRows(documents, settings);
  const always = documents.every((document) => document.labels.length > 0);
  const exclusive = documents.every((document) => document.labels.length === 1);
  let decision: Decision = { threshold: 0, calibration: { slope: 3, offset: 0 } };
  if (documents.length >= LEAST_FOR_CALIBRATION) {
    const kept = documents.map((_, at) => at % HELD_BACK !== HELD_BACK - 1);
    const trial = planesOf(documents, labels, collection, settings, kept);
    decision = decide(documents, labels, collection, trial, { kept, always });
  }
  const planes = planesOf(documents, labels, collection, settings);
  return new LinearClassifier({
    ...{ bits: settings.bits, labels, exclusive, always },
    ...decision,
    buckets: collection.buckets,
    rarity: collection.rarity,
    ...compacted(planes, collection.buckets.length),
    biases: Float32Array.from(planes, (plane) => plane.bias),
  });
}

/** A plane for each label, from the rows that are kept. */
function planesOf(
  documents: readonly LabelledText[],
  labels: readonly string[],
  { rows }: TextRows,
  { cost, balance }: { readonly cost: number; readonly balance: number },
  kept?: readonly boolean[],
): Hyperplane[] {
  const chosen = [...documents.keys()].filter((at) => kept?.[at] !== false);
  const own = kept === undefined ? rows : chosenRows(rows, chosen);
  const holders = Map.groupBy(
    chosen.flatMap((at, row) => documents[at]!.labels.map((label) => ({ label, row }))),
    ({ label }) => label,
  );
  return labels.map((label) => {
    const signs = new Int8Array(chosen.length).fill(-1);
    const members = holders.get(label) ?? [];
    for (const { row } of members) signs[row] = 1;
    const rarity = (chosen.length - members.length) / Math.max(1, members.length);
    const ofMember = cost * Math.min(GREATEST_BALANCE, Math.max(1, rarity ** balance));
    return separate(
      own,
      signs,
      Float32Array.from(signs, (sign) => (sign > 0 ? ofMember : cost)),
    );
  });
}

/** Threshold with the best micro-F1 and calibration, from the texts that were held back. */
function decide(
  documents: readonly LabelledText[],
  labels: readonly string[],
  { rows }: TextRows,
  planes: readonly Hyperplane[],
  { kept, always }: { readonly kept: readonly boolean[]; readonly always: boolean },
): Decision {
  const judged: Judged[] = [];
  for (const [at, document] of documents.entries()) {
    if (kept[at] === true) continue;
    const own = planes.map(({ weights, bias }, label) => {
      let score = bias;
      for (let k = rows.starts[at]!; k < rows.starts[at + 1]!; k++) {
        score += weights[rows.columns[k]!]! * rows.values[k]!;
      }
      return { score, right: document.labels.includes(labels[label]!), given: false };
    });
    if (always) own.reduce((best, one) => (one.score > best.score ? one : best)).given = true;
    judged.push(...own);
  }
  // Labels that are far off say nothing of those that are close.
  const close = judged.filter(({ score, right }) => right || score > FAR_OFF);
  return {
    threshold: bestThreshold(judged),
    calibration: calibrate(
      close.map(({ score }) => score),
      close.map(({ right }) => right),
    ),
  };
}

/** A label of a text that was held back. */
interface Judged {
  readonly score: number;
  readonly right: boolean;
  /** Given whatever the threshold, being the text's best. */
  given: boolean;
}

/** The middle of the thresholds that are as good as the best: the very best one is chance. */
function bestThreshold(judged: readonly Judged[]): number {
  const order = judged.filter((one) => !one.given).sort((a, b) => b.score - a.score);
  const wanted = judged.filter((one) => one.right).length;
  const free = judged.filter((one) => one.given);
  let hits = free.filter((one) => one.right).length;
  const f1s = order.map(({ right }, at) => {
    if (right) hits++;
    return (2 * hits) / (free.length + at + 1 + wanted);
  });
  const good = f1s.reduce((best, f1) => Math.max(best, f1), 0) - AS_GOOD;
  const first = f1s.findIndex((f1) => f1 >= good);
  const last = f1s.findLastIndex((f1) => f1 >= good);
  const below = order[last + 1] ?? order[last];
  return first < 0 ? 0 : (order[first]!.score + below!.score) / 2;
}

/** The planes turned round: for each feature the labels that it speaks for or against. */
function compacted(
  planes: readonly Hyperplane[],
  features: number,
): Pick<Model, 'starts' | 'targets' | 'weights'> {
  const starts = new Int32Array(features + 1);
  const targets: number[] = [];
  const weights: number[] = [];
  for (let feature = 0; feature < features; feature++) {
    for (const [label, plane] of planes.entries()) {
      const weight = plane.weights[feature]!;
      if (Math.abs(weight) < LEAST_WEIGHT) continue;
      targets.push(label);
      weights.push(weight);
    }
    starts[feature + 1] = targets.length;
  }
  return { starts, targets: Uint16Array.from(targets), weights: Float32Array.from(weights) };
}

function base64Of(array: Int32Array | Float32Array | Uint16Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}

/** A copy of its own, so that it is aligned. */
function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, 'base64')).buffer;
}
