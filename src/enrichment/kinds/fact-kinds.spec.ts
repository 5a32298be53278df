import { kindsOf } from './fact-kinds.js';
import { figuresOf } from '../figures/figures.js';
import type { StoryText } from '../understanding.js';

const kinds = (title: string, rest: Partial<StoryText> = {}) => {
  const story = { id: 's', title, ...rest };
  return kindsOf(story, { topics: [], figures: figuresOf(story) }).map(({ kind }) => kind);
};

describe('kinds of fact', () => {
  it.each([
    ['Chip maker lifts guidance as quarterly revenue beats expectations', 'guidance'],
    ['Critical vulnerability in a mail server is exploited by ransomware gangs', 'vulnerability'],
    ['Memory makers warn of a DRAM shortage and a price increase', 'price'],
    ['Regulator fines a social network $200 million over antitrust breach', 'law'],
    ['Finance chief steps down, successor named', 'people-move'],
    ['Cloud outage takes banks offline for hours', 'outage'],
    ['Start-up launches a database for agents', 'launch'],
    ['Study finds remote workers stay longer', 'research'],
    ['Opinion: the case for slower software', 'opinion'],
    ['How to clear the cache on your TV', 'how-to'],
    ['7 ways to speed up an old laptop', 'how-to'],
    ['The best Prime Day deals on monitors: save 40% off', 'shopping'],
    ['I tested the new earbuds for a month', 'review'],
    ['The phone maker is reportedly in talks to buy a camera firm', 'rumour'],
    ['Stock market today: Dow, S&P 500 futures fall', 'market-wrap'],
    ['Lender acquires payments start-up for $1.2 billion', 'deal'],
  ])('"%s" holds %s', (title, kind) => {
    expect(kinds(title)).toContain(kind);
  });

  it('does not lift a consumer piece by the launch it mentions', () => {
    expect(kinds('I tried the app that launches today: a hands-on review')).not.toContain('launch');
    expect(kinds('Save $50 off the best headphones deals')).not.toContain('deal');
  });

  it('does not call launched what is only rumoured, nor a buying guide advice', () => {
    const rumoured = kinds('The phone maker could soon get a makeover of its launcher, leaker says');
    expect(rumoured).toContain('rumour');
    expect(rumoured).not.toContain('launch');
    expect(kinds('How to save 40% off the best Prime Day deals on laptops')).not.toContain('how-to');
  });

  it.each([
    ['Building resilient queues: architecture patterns for small teams', 'how-to'],
    ['Farm game gets a release date and a gameplay trailer', 'launch'],
    ['Ferry line wins contract worth $80 million', 'deal'],
    ['Households are paying more as electricity bills climb', 'price'],
    ['Veteran engineer takes the reins at the railway', 'people-move'],
  ])('"%s" holds %s, told by a common phrase', (title, kind) => {
    expect(kinds(title)).toContain(kind);
  });

  it('tells a corporate deal from a deal to shop', () => {
    expect(kinds('Retailer strikes deal with chip maker worth $3 billion')).not.toContain('shopping');
  });

  it("does not read the publisher behind an aggregator's headline", () => {
    expect(kinds('A quiet day - Stock Market Review', { source: 'Google News (Business)' })).toEqual([]);
  });

  it.each([
    ['Why Small Caps May Wake Up (KLSE:ABCDEF): investors wait', 'market-wrap'],
    ["Acme's new tablet promises a longer battery life", 'launch'],
    ['‘He never paid his share’: I own a flat with my cousin. Must I sell?', 'how-to'],
  ])('"%s" holds %s, told by its shape', (title, kind) => {
    expect(kinds(title)).toContain(kind);
  });

  it('weighs a topic with which a kind hardly ever goes against it', () => {
    const story = { id: 's', title: 'Champions hold on to their gains' };
    const found = (topics: string[]) => kindsOf(story, { topics, figures: [] }).map(({ kind }) => kind);
    expect(found(['financial-markets'])).toContain('market-wrap');
    expect(found(['gaming'])).not.toContain('market-wrap');
  });

  it('gives three kinds at most with a confidence of 0.5 to 1, whatever comes in', () => {
    for (const title of [
      '',
      '😀',
      'how to '.repeat(50_000),
      'Lawsuit, outage, study, launch, deal, layoffs, leak, review: earnings hacked',
    ]) {
      const found = kindsOf({ id: 's', title, text: title }, { topics: [], figures: [] });
      expect(found.length).toBeLessThanOrEqual(3);
      for (const { confidence } of found) {
        expect(confidence).toBeGreaterThanOrEqual(0.5);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    }
  });
});
