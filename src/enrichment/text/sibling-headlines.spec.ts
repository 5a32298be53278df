import { siblingHeadlines } from './sibling-headlines.js';

const story = (summary: string) => ({
  id: 's',
  title: 'Quay cranes stand still - The Quay Gazette',
  source: 'Google News (Business)',
  summary,
});

describe('siblingHeadlines', () => {
  it('divides an aggregator’s list by the publishers it knows', () => {
    expect(
      siblingHeadlines(
        story(
          'Quay cranes stand still The Quay Gazette Dockers stop work at three ports Reuters Why the cranes stand BBC Ships wait off',
        ),
      ),
    ).toEqual([
      { words: 'Dockers stop work at three ports', publisher: 'Reuters' },
      { words: 'Why the cranes stand', publisher: 'BBC' },
      { words: 'Ships wait off', publisher: undefined },
    ]);
  });

  it('is empty where the summary is no list', () => {
    expect(siblingHeadlines(story('Dockers have stopped work.'))).toEqual([]);
    expect(siblingHeadlines(story('Quay cranes stand still The Quay Gazette'))).toEqual([]);
    expect(siblingHeadlines({ id: 's', title: 'Quay cranes', source: 'Wired' })).toEqual([]);
  });
});
