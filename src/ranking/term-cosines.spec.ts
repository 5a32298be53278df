import { buildCandidatePool, type CandidatePool } from './candidate-pool.js';
import { mulberry32 } from './random.js';
import { termCosines } from './term-cosines.js';

const NOW = Date.parse('2026-01-08T07:00:00Z');
const random = mulberry32(11);
const WORDS = Array.from({ length: 300 }, (_, i) => `word${i}`);

/** Frequent words and rare ones, some more than once. */
const text = (): string[] =>
  Array.from({ length: 20 }, () => WORDS[Math.floor(WORDS.length * random() ** 2)]!);

/** So many that a list has no column until it is asked for twice. */
const texts = Array.from({ length: 1_500 }, text);

function poolOf(): CandidatePool {
  return buildCandidatePool(
    texts.map((terms, i) => ({
      id: `s${i}`,
      event: `e${i}`,
      source: 'a',
      publishedAt: NOW - i,
      topics: [],
      entities: [],
      kinds: [],
      importancePrior: 0,
      authority: 0,
      halfLifeHours: 24,
      terms,
    })),
    NOW,
  );
}

/** TF-IDF of the row against the counted words of a list, by name. */
function plainly(row: readonly string[], list: readonly string[]): number {
  const counted = (words: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return new Map([...counts].map(([word, count]) => [word, 1 + Math.log(count)]));
  };
  const rarity = (word: string): number =>
    Math.log((1 + texts.length) / (1 + texts.filter((words) => words.includes(word)).length)) + 1;
  const one = new Map([...counted(row)].map(([word, weight]) => [word, weight * rarity(word)]));
  const other = counted(list);
  const dot = [...one].reduce((sum, [word, weight]) => sum + weight * (other.get(word) ?? 0), 0);
  return dot / Math.hypot(...one.values()) / Math.hypot(...other.values());
}

describe('cosines of terms', () => {
  const read = (terms: readonly string[], weight: number) => ({ story: terms.join(' '), terms, weight });
  const lists = [text(), [...text(), 'a word that no story has'], texts[3]!, []].map((terms, i) =>
    read(terms, i + 1),
  );
  const rows = Int32Array.from([0, 3, 40, 41, 1_499]);

  it('are those of the words, to a step', () => {
    const cosines = termCosines(poolOf()).with(lists);
    for (const row of rows) {
      const expected = lists.map(({ terms }) => (terms.length === 0 ? 0 : plainly(texts[row]!, terms)));
      const found = [...cosines.of(row)];
      expect(found).toHaveLength(lists.length);
      found.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(1 / 65_535);
      });
    }
  });

  it('are half the largest and half the weighted mean', () => {
    const cosines = termCosines(poolOf()).with(lists);
    const mixed = new Float64Array(rows.length);
    cosines.write(mixed, rows);
    rows.forEach((row, k) => {
      const own = [...cosines.of(row)];
      const mean = own.reduce((sum, value, i) => sum + (value * lists[i]!.weight) / 10, 0);
      expect(mixed[k]).toBeCloseTo(0.5 * Math.max(...own) + 0.5 * mean, 9);
    });
  });

  it('are the same bits whether a list has a column or not', () => {
    const cosines = termCosines(poolOf());
    const all = Int32Array.from(texts.keys());
    const told = (): Float64Array => {
      const mixed = new Float64Array(all.length);
      cosines.with([...lists]).write(mixed, all);
      return mixed;
    };
    const walked = told();
    const looked = told();
    expect(looked).toEqual(walked);
    cosines.with([read(texts[9]!, 1)]);
    expect(told()).toEqual(walked);
  });
});
