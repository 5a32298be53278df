import { contentStems } from '../enrichment/events/event-terms.js';
import { tokensOf } from '../enrichment/text/tokens.js';
import { INDUSTRIES } from '../knowledge/industries.js';
import { ROLES } from '../knowledge/roles.js';
import { TOPICS } from '../knowledge/topics.js';
import { gainOf, idealGain } from './quality-metrics.js';

/** Words of a text that the baselines read. */
const MOST_TOKENS = 2_000;

/** Grades by reader and story; a story that is not named is worth 0. */
export type Grades = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What a reader has stated, as words. */
export interface DescribedReader {
  readonly role: string;
  readonly industry: string;
  readonly about?: string | null | undefined;
  readonly followedTopics?: readonly string[] | undefined;
}

/** All that can be said of a reader in words; the query of the BM25 baseline. */
export function descriptionOf({ role, industry, about, followedTopics }: DescribedReader): string {
  const knownRole = ROLES.find((one) => one.id === role);
  const knownIndustry = INDUSTRIES.find((one) => one.id === industry);
  const followed = TOPICS.filter((topic) => followedTopics?.includes(topic.id)).map((topic) => topic.name);
  return [
    knownRole === undefined ? role : `${knownRole.name} ${knownRole.decides}`,
    knownIndustry === undefined ? industry : `${knownIndustry.name} ${knownIndustry.includes}`,
    about ?? '',
    ...followed,
  ].join(' ');
}

/**
 * Okapi BM25 (Robertson & Zaragoza 2009) of each document for a query; k₁ = 1.2, b = 0.75. Returns the ranker for this
 * collection; scores are in the order of the documents and at least 0.
 */
export function bm25(documents: readonly string[]): (query: string) => number[] {
  const counted = documents.map((document) => countsOf(termsOf(document)));
  const lengths = counted.map((counts) => sumOf(counts.values()));
  const meanLength = Math.max(1, sumOf(lengths) / Math.max(1, lengths.length));
  const holders = documentFrequency(counted);
  return (query) => {
    const terms = [...new Set(termsOf(query))];
    return counted.map((counts, at) =>
      sumOf(
        terms.map((term) => {
          const frequency = counts.get(term) ?? 0;
          const held = holders.get(term) ?? 0;
          const rarity = Math.log(1 + (documents.length - held + 0.5) / (held + 0.5));
          const length = 0.25 + (0.75 * lengths[at]!) / meanLength;
          return (rarity * frequency * 2.2) / (frequency + 1.2 * length);
        }),
      ),
    );
  };
}

/**
 * Scores of the best list that is the same for every reader: a story's mean gain, each reader's gains in units of the best
 * that they could have. nDCG is a sum over places, so this order maximises its mean exactly.
 * @param k length of the list that will be judged
 */
export function bestCommonScores(stories: readonly string[], grades: Grades, k: number): number[] {
  const readers = Object.values(grades).map((own) => ({ own, best: idealGain(k, Object.values(own)) }));
  return stories.map((story) =>
    sumOf(readers.map(({ own, best }) => (best === 0 ? 0 : gainOf(own[story] ?? 0) / best))),
  );
}

/** For each document the topic whose name and definition is nearest by TF-IDF cosine; none where no word is shared. */
export function nearestDefinitions(documents: readonly string[]): ReadonlySet<string>[] {
  const definitions = TOPICS.map((topic) => `${topic.name} ${topic.definition}`);
  const vectors = tfIdfVectors([...definitions, ...documents].map(termsOf));
  const topics = vectors.slice(0, TOPICS.length);
  return vectors.slice(TOPICS.length).map((story) => {
    let nearest: string | undefined;
    let best = 0;
    topics.forEach((topic, at) => {
      const cosine = sumOf([...story].map(([term, weight]) => weight * (topic.get(term) ?? 0)));
      if (cosine > best) [nearest, best] = [TOPICS[at]!.id, cosine];
    });
    return new Set(nearest === undefined ? [] : [nearest]);
  });
}

/**
 * Greedy TF-IDF centroids: each document joins the cluster whose centroid is nearest by cosine if that reaches the
 * threshold, else it opens one. Returns the cluster of each document, in the given order.
 */
export function greedyCentroids(documents: readonly (readonly string[])[], threshold: number): number[] {
  const sums = new Map<string, Map<number, number>>();
  const squares: number[] = [];
  return tfIdfVectors(documents).map((vector) => {
    const dots = new Map<number, number>();
    for (const [term, weight] of vector) {
      for (const [cluster, sum] of sums.get(term) ?? []) {
        dots.set(cluster, (dots.get(cluster) ?? 0) + weight * sum);
      }
    }
    let nearest = squares.length;
    let best = -Infinity;
    for (const [cluster, dot] of dots) {
      const cosine = dot / Math.sqrt(squares[cluster]!);
      if (cosine >= threshold && (cosine > best || (cosine === best && cluster < nearest))) {
        [nearest, best] = [cluster, cosine];
      }
    }
    squares[nearest] = (squares[nearest] ?? 0) + 2 * (dots.get(nearest) ?? 0) + 1;
    for (const [term, weight] of vector) {
      const column = sums.get(term) ?? new Map<number, number>();
      sums.set(term, column.set(nearest, (column.get(nearest) ?? 0) + weight));
    }
    return nearest;
  });
}

/** Stems of the content words of a text, in order. */
export function termsOf(text: string): string[] {
  return contentStems(tokensOf(text, MOST_TOKENS).map((token) => token.word));
}

/** Frequency × ln(N/df), each of length 1; empty where no term tells anything. */
function tfIdfVectors(documents: readonly (readonly string[])[]): Map<string, number>[] {
  const counted = documents.map(countsOf);
  const holders = documentFrequency(counted);
  return counted.map((counts) => {
    const weighted = [...counts].map(
      ([term, count]) => [term, count * Math.log(documents.length / holders.get(term)!)] as const,
    );
    const length = Math.hypot(...weighted.map(([, weight]) => weight));
    return new Map(length === 0 ? [] : weighted.map(([term, weight]) => [term, weight / length]));
  });
}

function documentFrequency(counted: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  return countsOf(counted.flatMap((counts) => [...counts.keys()]));
}

function countsOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
