import { representativeOf, siblingPublishers, type CoveringStory } from './event-coverage.js';

const START = Date.parse('2026-03-02T06:00:00Z');

describe('siblingPublishers', () => {
  const story = {
    id: 's1',
    title: 'Two Atlantic cables cut - Reuters',
    source: 'Google News (Technology)',
    url: 'https://news.google.com/rss/articles/x',
  };

  it('names who stands behind the other headlines of a list', () => {
    const summary =
      'Two Atlantic cables cut Reuters Carriers reroute traffic after fibre failure The Verge ' +
      'Repair ship leaves for the cut cables\u00a0\u00a0example.com Subsea fibre: what we know The Verge View Full Coverage on Google News';
    expect(siblingPublishers({ ...story, summary })).toEqual(['The Verge', 'example.com']);
  });

  it('finds nobody where the summary is a text, is missing, or holds the one headline', () => {
    expect(
      siblingPublishers({ ...story, summary: 'Reuters reports that two cables were cut. The Verge' }),
    ).toEqual([]);
    expect(siblingPublishers({ ...story, summary: 'Two Atlantic cables cut Reuters' })).toEqual([]);
    expect(siblingPublishers(story)).toEqual([]);
  });

  it('does not take a name within a headline for the end of one', () => {
    const summary = 'Two Atlantic cables cut Reuters Why the BBC moved its servers before the storm came CNN';
    expect(siblingPublishers({ ...story, summary })).toEqual(['CNN']);
  });
});

describe('representativeOf', () => {
  const story = (id: string, title: string, more: Partial<CoveringStory> = {}): CoveringStory => ({
    id,
    title,
    publishedAt: START + Number(id) * 60_000,
    ...more,
  });

  it('is the central story, not the odd one that came first', () => {
    const stories = [
      story('1', 'Night shift evacuated'),
      story('2', 'Kestrel Bearings fire stops wheel hub supply'),
      story('3', 'Fire at Kestrel Bearings: hub supply stops'),
    ];
    expect(representativeOf(stories)).toBe('2');
    expect(representativeOf(stories.toReversed())).toBe('2');
  });

  it('prefers a trusted source and never a copy', () => {
    const title = 'Kestrel Bearings fire stops wheel hub supply';
    expect(representativeOf([story('1', title), story('2', title, { authority: 1 })])).toBe('2');
    expect(
      representativeOf([
        story('1', title, { duplicateOf: '2', authority: 1 }),
        story('2', title, { authority: 0 }),
      ]),
    ).toBe('2');
    expect(representativeOf([story('1', title, { duplicateOf: 'gone' })])).toBe('1');
  });

  it('refuses an event without stories', () => {
    expect(() => representativeOf([])).toThrow(RangeError);
  });
});
