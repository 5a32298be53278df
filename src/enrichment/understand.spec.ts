import { createUnderstanding } from './understand.js';

const { understand } = createUnderstanding();

describe('understand', () => {
  it('tells topics, entities, kinds, figures and lead of one story together', () => {
    const result = understand({
      id: 's',
      title: 'Nvidia to invest $2 billion in Synopsys to speed up chip design',
      summary: 'Nvidia will buy shares of Synopsys for $2 billion. The two companies will also share tools.',
    });
    expect(result.language).toBe('en');
    expect(result.topics.length).toBeGreaterThan(0);
    expect(result.entities.map(({ entity }) => entity)).toEqual(['nvidia', 'synopsys']);
    expect(result.kinds.map(({ kind }) => kind)).toContain('deal');
    expect(result.figures.map(({ value }) => value)).toEqual([2e9, 2e9]);
    expect(result.lead).toContain('Nvidia will buy shares');
  });

  it('believes the feed about the language where the words tell nothing', () => {
    expect(understand({ id: 's', title: 'Nvidia Synopsys', language: 'de' }).language).toBe('de');
    expect(understand({ id: 's', title: '😀' }).language).toBe('und');
  });

  it("takes parts of one's own and is the same for the same story", () => {
    const own = createUnderstanding({ linker: { link: () => [] } });
    const story = { id: 's', title: 'Apple sues a rival' };
    expect(own.understand(story).entities).toEqual([]);
    expect(understand(story)).toEqual(understand(story));
  });
});
