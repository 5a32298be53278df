import { buildCandidatePool } from '../ranking/candidate-pool.js';
import { poolStory, type UnderstoodStory } from './pool-story.js';

const NOW = Date.parse('2026-03-02T12:00:00Z');

const story = (id: string, source: string, more: Partial<UnderstoodStory> = {}): UnderstoodStory => ({
  id,
  title: 'Norvane Chips buys battery maker Voltara',
  event: 'deal',
  source,
  authority: 0.5,
  publishedAt: NOW - 3_600_000,
  topics: [],
  entities: [],
  kinds: [],
  lead: '',
  ...more,
});
/** Importance of the first story. */
const importanceOf = (...stories: readonly UnderstoodStory[]): number => {
  const pool = buildCandidatePool(stories.map(poolStory), NOW);
  return pool.importance[pool.rowOf.get(stories[0]!.id)!]!;
};
const LONE = story('a', 'Halden Times');

describe('the importance of an event', () => {
  it('grows with every publisher, by whatever name its source goes', () => {
    const two = importanceOf(LONE, story('b', 'Ledger Wire'));
    expect(two).toBeGreaterThan(importanceOf(LONE));
    expect(importanceOf(LONE, story('b', 'halden-times', { sourceName: 'Halden Times' }))).toBe(
      importanceOf(LONE),
    );
    const listed = story('b', 'Google News (Business)', {
      title: `${LONE.title} - Ledger Wire`,
      url: 'https://news.google.com/x',
    });
    expect(importanceOf(LONE, listed)).toBe(two);
  });

  it('counts what is republished once', () => {
    const copies = ['b', 'c', 'd'].map((id) => story(id, `Paper ${id}`, { isCopy: true }));
    expect(importanceOf(LONE, ...copies)).toBe(importanceOf(LONE));
  });

  it('takes publishers that an aggregator names for half, and for whole once their report is here', () => {
    const naming = story('a', 'Halden Times', { siblings: ['Ledger Wire', 'Coast Mail'] });
    expect(importanceOf(naming)).toBeCloseTo(importanceOf(LONE, story('b', 'Ledger Wire')), 12);
    const [wire, mail] = [story('b', 'Ledger Wire'), story('c', 'Coast Mail')];
    expect(importanceOf(naming, wire, mail)).toBe(importanceOf(LONE, wire, mail));
  });
});
