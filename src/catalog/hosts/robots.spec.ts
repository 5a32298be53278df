import { withinCpu } from '../../../test/support/cpu-time.js';
import { readRobots } from './robots.js';

describe('robots.txt', () => {
  const site = 'https://news.example.net';
  const allows = (text: string, path: string) => readRobots(`${site}/robots.txt`, text).allows(site + path);

  it.each([
    ['an empty file', '', '/a', true],
    ['no rule for us', 'User-agent: other\nDisallow: /', '/a', true],
    ['the group of everybody', 'User-agent: *\nDisallow: /private', '/private/1', false],
    [
      'our own group before that of everybody',
      'User-agent: *\nDisallow: /\n\nUser-agent: Scout\nDisallow: /x',
      '/a',
      true,
    ],
    ['our name in capitals with a version', 'user-agent: SCOUT/2.0\ndisallow: /', '/a', false],
    ['a name that only begins with ours', 'User-agent: scoutbot\nDisallow: /', '/a', true],
    ['a group of several names', 'User-agent: a\nUser-agent: scout\nUser-agent: b\nDisallow: /', '/a', false],
    [
      'groups of one name in two places',
      'User-agent: scout\nDisallow: /a\n\nUser-agent: b\nDisallow: /\n\nUser-agent: scout\nDisallow: /c',
      '/c',
      false,
    ],
    ['the longest rule', 'User-agent: *\nDisallow: /news\nAllow: /news/open', '/news/open/1', true],
    ['allow where two are equally long', 'User-agent: *\nDisallow: /page\nAllow: /page', '/page', true],
    ['wildcards and the end', 'User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf', false],
    ['what goes on after the end', 'User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf?x', true],
    ['an empty disallow', 'User-agent: *\nDisallow:', '/a', true],
    ['rules before any name', 'Disallow: /\nUser-agent: other\nDisallow: /', '/a', true],
    [
      'comments, a mark of the byte order and old line ends',
      '\uFEFFUser-agent: * # all\rDisallow: /a # b\r',
      '/a',
      false,
    ],
    ['escapes in either case', 'User-agent: *\nDisallow: /caf%c3%a9', '/caf%C3%A9', false],
    ['a page that is no robots.txt', '<!doctype html><title>Hi</title><p>style: none</p>', '/a', true],
  ])('heeds %s', (_, text, path, right) => {
    expect(allows(text, path)).toBe(right);
  });

  it('says nothing for another host', () => {
    const rules = readRobots(`${site}/robots.txt`, 'User-agent: *\nAllow: /');
    expect(rules.allows('https://other.example.net/')).toBe(false);
  });

  it.each([
    ['5', 5],
    ['0.5', 0.5],
    ['86400', 60],
    ['-1', 0],
    ['soon', 0],
  ])('waits between requests as Crawl-delay: %s says, within bounds', (written, seconds) => {
    expect(readRobots(`${site}/robots.txt`, `User-agent: *\nCrawl-delay: ${written}`).delaySeconds).toBe(
      seconds,
    );
  });

  it('is quick with files that are built to be slow', () => {
    withinCpu(5_000, () => {
      const names = Array.from({ length: 15_000 }, (_, i) => `User-agent: a${i}`).join('\n');
      expect(allows(`${names}\n${'Disallow: /a\n'.repeat(20_000)}`, '/a')).toBe(true);
      expect(
        allows(
          `User-agent: *\n${`Disallow: /${'*a'.repeat(200)}b\n`.repeat(1_000)}`,
          `/${'a'.repeat(2_000)}`,
        ),
      ).toBe(false);
      expect(allows(`User-agent: *\nDisallow: /${'*'.repeat(400_000)}x`, '/a')).toBe(true);
    });
  });
});
