import { withinCpu } from '../../../test/support/cpu-time.js';
import { isTeaser, teaserOf } from './article-teaser.js';

describe('teasers', () => {
  const long = 'A sentence of a text that goes on for a while. '.repeat(20);

  it.each([
    ['a headline alone', null, null, true],
    ['a short summary', 'Two sentences. No more than that.', null, true],
    ['a whole text', null, long, false],
    ['a whole text in the summary', long, null, false],
    ['a whole text below a teaser', 'Short …', long, false],
    ['a text cut off', `${long}and then the …`, null, true],
    ['a text cut off by WordPress', `${long}and then [&#8230;]`, null, true],
    ['a text with a way to its rest', null, `${long}Read the full story here`, true],
    ['the same in German', null, `${long}Weiterlesen…`, true],
    [
      'a cut text with a credit',
      `${long}and then […]\nThe post Plant opens appeared first on The Halden Times.`,
      null,
      true,
    ],
    [
      'a whole text with a credit',
      `${long}\nThe post Plant opens appeared first on The Halden Times.`,
      null,
      false,
    ],
    [
      'a short text with a long credit',
      `Short.\nThe post ${'Plant '.repeat(60)}appeared first on The Halden Times.`,
      null,
      true,
    ],
    ['a text that speaks of reading more', `Children should read more. ${long}`, null, false],
    ['a very long text cut off', null, `${long.repeat(5)}…`, false],
  ])('tells %s', (_, summary, text, teaser) => {
    expect(isTeaser({ summary, text })).toBe(teaser);
  });

  it('are what the feed told, without the credit', () => {
    expect(teaserOf({ summary: 'Short.', text: null })).toBe('Short.');
    expect(
      teaserOf({
        summary: 'It opens.\n\nThe post Plant opens first appeared on The Halden Times.',
        text: '',
      }),
    ).toBe('It opens.');
  });

  it('are told quickly from what is built to be slow', () => {
    withinCpu(500, () => {
      isTeaser({ summary: `${'The post '.repeat(200)}${'appeared on '.repeat(200)}`, text: null });
      isTeaser({ summary: `${'read the full '.repeat(100)}${' '.repeat(500)}`, text: null });
      isTeaser({ summary: 'continue reading'.repeat(150), text: '.'.repeat(2_999) });
    });
  });
});
