import { withinCpu } from '../../../test/support/cpu-time.js';
import { cleanStory, leadOf, sentencesOf } from './story-text.js';

const story = (title: string, text: string, more: object = {}) => ({ id: 's', title, text, ...more });

describe('cleanStory', () => {
  it('takes the publisher off an aggregator headline and leaves out sibling headlines', () => {
    const clean = cleanStory({
      id: 's',
      title: 'Harbour robots go to work - The Quay Gazette',
      source: 'Google News (Business)',
      summary:
        'Harbour robots go to work The Quay Gazette Dockers fear for jobs Coast Daily Oil falls again Tide Times',
    });
    expect(clean).toEqual({ title: 'Harbour robots go to work', publisher: 'The Quay Gazette', text: '' });
  });

  it('leaves a dash in a title of any other source', () => {
    expect(cleanStory(story('A chip for every car - and no driver', '', { source: 'Wired' })).title).toBe(
      'A chip for every car - and no driver',
    );
    expect(cleanStory(story('A chip for every car | Wired', '', { source: 'wired.com' })).title).toBe(
      'A chip for every car',
    );
  });

  it('drops breadcrumbs, byline, invitation and headings of the page', () => {
    const clean = cleanStory(
      story(
        'Locks that open by themselves',
        "Tech Home Tech Security Locks that open by themselves A flaw in two makers' locks. Written by Ann Other, " +
          'Senior ContributorSenior Contributor Aug. 26, 2025 at 2:48 p.m. PT Some/Getty ImagesFollow ZDNET: Add us as ' +
          "a preferred source on Google.ZDNET's key takeawaysTwo makers ship a fix. Owners should update.",
      ),
    );
    expect(clean.text).toBe("A flaw in two makers' locks. Two makers ship a fix. Owners should update.");
  });

  it('drops what a feed prints after the text', () => {
    const text = 'A mill reopens. The post Mill appeared first on Grain News .';
    expect(cleanStory(story('Mill news of the day', text)).text).toBe('A mill reopens.');
    expect(cleanStory(story('Mill', 'A mill reopens … Read the full story at The Verge.')).text).toBe(
      'A mill reopens',
    );
  });

  it('bounds its work', () => {
    const huge = 'Written by '.repeat(100_000);
    const clean = withinCpu(500, () => cleanStory(story(huge, huge)));
    expect(clean.text.length).toBeLessThanOrEqual(20_000);
  });
});

describe('leadOf', () => {
  it('is two whole sentences at most', () => {
    const text =
      'Dr. Li of Acme Inc. paid $1.5 billion for it. "Why not?" she asked. Nobody knew. The deal clos…';
    expect(leadOf(story('Acme buys a mill', text))).toBe(
      'Dr. Li of Acme Inc. paid $1.5 billion for it. "Why not?" she asked.',
    );
  });

  it('is empty where there is only a headline or an unfinished sentence', () => {
    expect(leadOf({ id: 's', title: 'Only this' })).toBe('');
    expect(leadOf(story('Only this', 'It goes on and on and…'))).toBe('');
  });
});

describe('sentencesOf', () => {
  it('does not end at abbreviations, decimals or small letters', () => {
    expect(sentencesOf('The U.S. rate is 4.1 percent vs. 4.3. It fell.', 5)).toEqual([
      'The U.S. rate is 4.1 percent vs. 4.3.',
      'It fell.',
    ]);
  });
});
