import type { Way } from '../ranking/what-it-takes.js';
import type { Obstacle } from '../ranking/why-not.js';
import { CHANGED_SINCE, NOT_YET, obstacleDetail, obstacleText, wayText, whyText } from './why-text.js';

const names = {
  source: 'Ledger Wire',
  titleOf: (story: string) => (story === 's1' ? 'Norvane raises prices' : undefined),
};
const obstacle = (name: string, more: Partial<Obstacle> = {}): Obstacle => ({
  stage: 'filter',
  name,
  evidence: [],
  stories: [],
  numbers: {},
  ...more,
});
const muted = obstacle('mutedTopic', { evidence: [{ type: 'topic', id: 'gaming' }] });
const short = obstacle('score', {
  stage: 'place',
  stories: ['s1'],
  numbers: { score: 0.4, lastScore: 0.81, lacks: 0.41, slots: 10 },
});
const way = (...changes: Way['changes']): Way => ({ changes, place: 9, score: 1.25 });

describe('why, in words', () => {
  it('tells place and reasons of what is listed', () => {
    expect(whyText({ place: 3, obstacles: [] }, 10, ['Because you follow gaming'], [], names)).toBe(
      'Number 3 on your list. Because you follow gaming.',
    );
    expect(whyText({ place: 1, obstacles: [] }, 10, [], [], names)).toBe('Number 1 on your list.');
  });

  it('tells what kept the rest out, and what the reader can do', () => {
    expect(
      whyText(
        { place: null, obstacles: [muted] },
        10,
        [],
        [way({ kind: 'unmute-topic', id: 'gaming' })],
        names,
      ),
    ).toBe('Not on your list: you have muted gaming. To see it there, unmute gaming.');
    const ways = [
      way({ kind: 'follow-topic', id: 'custom-silicon' }),
      way({ kind: 'follow-entity', id: 'openai' }),
      way({ kind: 'weight', id: 'roleRelevance', from: 2.2, to: 2.6 }),
    ];
    expect(whyText({ place: 14, obstacles: [short] }, 10, [], ways, names)).toBe(
      'Number 14 on your list, not among the first 10: others concern you more, the last of them “Norvane raises prices”. To see it there, follow custom silicon or follow OpenAI.',
    );
  });

  it('leaves to the team what is theirs', () => {
    const both = way(
      { kind: 'unmute-source', id: 'ledger-wire' },
      { kind: 'boost', id: 's9', from: 0, to: 0.3 },
    );
    expect(whyText({ place: null, obstacles: [muted, short] }, 10, [], [both], names)).not.toContain(
      'To see it',
    );
    expect(wayText(both, names)).toBe(
      'unmute Ledger Wire; an editorial boost of the story by 0.3: place 9 with z 1.25',
    );
    expect(wayText(way({ kind: 'rule', id: 'maxPerSource', from: 3, to: 4 }), names)).toBe(
      'maxPerSource 3 → 4: place 9 with z 1.25',
    );
    expect(obstacleDetail(short)).toBe('z 0.40 lacks 0.41 of the last of 10 slots (0.81: s1)');
  });

  it('asks nothing of the reader that no call can do', () => {
    const hidden = way({ kind: 'unhide', id: 's9' });
    expect(whyText({ place: null, obstacles: [obstacle('hidden')] }, 10, [], [hidden], names)).toBe(
      'Not on your list: you asked for less like it.',
    );
    expect(wayText(hidden, names)).toBe('take back that they want less like it: place 9 with z 1.25');
  });

  it.each([
    obstacle('mutedSource'),
    obstacle('hidden'),
    obstacle('future'),
    obstacle('tooOld', { numbers: { ageHours: 80.4, windowHours: 72 } }),
    NOT_YET,
    CHANGED_SINCE,
    obstacle('alreadyRead'),
    obstacle('alreadyDelivered'),
    obstacle('firstPass', { stage: 'firstPass', numbers: { rank: 400, kept: 300 } }),
    obstacle('minScore', { stage: 'minScore', numbers: { score: -0.2, minScore: 0, lacks: 0.2 } }),
    obstacle('event', { stage: 'rule', stories: ['s1'] }),
    obstacle('maxPerSource', { stage: 'rule', stories: ['s1'], numbers: { allowed: 3 } }),
    obstacle('maxPerTopic', { ...muted, stage: 'rule', name: 'maxPerTopic', numbers: { allowed: 1 } }),
    obstacle('diversity', { ...short, name: 'diversity' }),
    obstacle('a-filter-of-tomorrow'),
  ])('has words for $name', (one) => {
    const text = obstacleText(one, names);
    expect(text).toMatch(/^(\p{L}|“).{15,}\w”?$/u);
    expect(`${text} ${obstacleDetail(one)}`).not.toMatch(/undefined|NaN|null/);
  });
});
