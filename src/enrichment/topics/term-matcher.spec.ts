import { TermMatcher } from './term-matcher.js';
import { tokensOf } from '../text/tokens.js';

function found(term: string, text: string, ignoreCase = false): string[] {
  const matcher = new TermMatcher();
  matcher.add(term, { topic: 0, weight: 1, titleOnly: false });
  const tokens = tokensOf(text, 1_000);
  return matcher
    .match(tokens, ignoreCase)
    .map(({ from, to }) => text.slice(tokens[from]!.start, tokens[to - 1]!.end));
}

describe('TermMatcher', () => {
  it('finds inflected words and phrases', () => {
    expect(found('acquire', 'Acme acquires one, acquired two, is acquiring three')).toEqual([
      'acquires',
      'acquired',
      'acquiring',
    ]);
    expect(found('data center', 'Two data-centers and a data center')).toEqual([
      'data-centers',
      'data center',
    ]);
    expect(found('hire', 'She hires, he hired')).toEqual(['hires', 'hired']);
  });

  it('keeps apart what Porter joins', () => {
    expect(found('experiment', 'an experience')).toEqual([]);
    expect(found('university', 'the universe')).toEqual([]);
    expect(found('plan', 'two planes')).toEqual([]);
  });

  it('minds capitals where the term has them', () => {
    expect(found('Arm', 'an arm of Arm')).toEqual(['Arm']);
    expect(found('ICE', 'Ice on the ICE train')).toEqual(['ICE']);
    expect(found('IPO', 'IPOs are back')).toEqual(['IPOs']);
    expect(found('Arm', 'AN ARM OF ARM', true)).toEqual(['ARM', 'ARM']);
  });

  it('knows exact forms, numbers, money and tickers', () => {
    expect(found('listing!', 'lists a listing')).toEqual(['listing']);
    expect(found('cut #num jobs', 'Acme cuts 4,000 jobs')).toEqual(['cuts 4,000 jobs']);
    expect(found('raises #money', 'Acme raises $15M, raises 15 goats')).toEqual(['raises $15M']);
    expect(found('#ticker', 'Acme (ACM) and AI (AI) and NYSE:ACME')).toEqual(['ACM', 'ACME']);
  });

  it('refuses an empty term', () => {
    expect(() => found('!!', 'x')).toThrow(RangeError);
    expect(() => found('a b c d e f g h i', 'x')).toThrow(RangeError);
  });
});

describe('tokensOf', () => {
  const words = (text: string) => tokensOf(text, 100).map(({ word }) => word);

  it('joins what belongs together', () => {
    expect(words("AT&T's U.S. unit didn't earn 1,000.5 at S&P")).toEqual([
      'at&t',
      'us',
      'unit',
      'didnt',
      'earn',
      '1000.5',
      'at',
      's&p',
    ]);
    expect(words('Pokémon – naïve “quotes” self-driving')).toEqual([
      'pokemon',
      'naive',
      'quotes',
      'self',
      'driving',
    ]);
  });

  it('gives offsets into the text', () => {
    const text = 'Ünïted — 株価 Airlines';
    expect(tokensOf(text, 10).map(({ start, end }) => text.slice(start, end))).toEqual([
      'Ünïted',
      '株価',
      'Airlines',
    ]);
  });

  it('stops at the limit', () => {
    expect(tokensOf('a '.repeat(1_000), 7)).toHaveLength(7);
  });
});
