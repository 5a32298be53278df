import type { BriefingContent, ContentItem } from './briefing-contents.js';
import { mailHtml } from './mail-html.js';
import { mailText } from './mail-text.js';
import { linkOf, mailWords, oneLine } from './mail-words.js';

const item: ContentItem = {
  story: 's1',
  headline: 'Corvane to buy Lumenworks',
  url: 'https://a.example/1?x=1&y=2',
  source: 'Ledger',
  mark: 'must-know',
  topics: ['Mergers', 'Cloud'],
  lead: [
    { sentence: 'First.', source: 'Ledger', url: 'https://a.example/1' },
    { sentence: 'Second.', source: 'Ledger', url: 'https://a.example/1' },
    { sentence: 'Third.', source: 'Minute', url: null },
  ],
  whatIsNew: [{ sentence: 'It closes in autumn.', source: 'Quay', url: 'https://q.example/' }],
  statements: [{ sentence: 'Said one.', source: 'Minute', url: null }],
  figures: ['7.5 bn USD (deal) = 5 bn USD (cash) + 2.5 bn USD (shares)'],
  alsoReportedBy: [{ source: 'Quay', url: 'https://q.example/' }],
  reasons: ['Matters in banking', 'You follow mergers'],
};
const content = (items: readonly ContentItem[]): BriefingContent => ({
  reader: 'ada',
  localDate: '2026-07-06',
  dateText: 'Monday, 6 July 2026',
  timeZone: 'UTC',
  createdAt: new Date(0),
  opening: 'One story.',
  items,
});
const links = {
  unsubscribe: 'https://scout.example/u/1',
  why: (story: string) => `https://scout.example/why/${story}`,
};

describe('mailWords', () => {
  it('names a source once for sentences in a row, and every mark in words', () => {
    const [told, other] = mailWords(content([item, { ...item, mark: 'exploring' }]), links).items;
    expect(told!.lead.map(({ text, source }) => [text, source.name])).toEqual([
      ['First. Second.', 'Ledger'],
      ['Third.', 'Minute'],
    ]);
    expect([told!.mark, other!.mark]).toEqual(['Must know', 'Outside your usual']);
    expect(told!.why).toEqual(['Matters in banking', 'You follow mergers']);
  });

  it('takes the leading headline for the subject, cut at a word', () => {
    const subject = (headline: string): string => mailWords(content([{ ...item, headline }]), links).subject;
    expect(subject('Corvane to buy Lumenworks')).toBe('Corvane to buy Lumenworks');
    expect(subject('word '.repeat(40))).toBe(`${'word '.repeat(24).trim()} …`);
    expect(subject(`${'x'.repeat(119)}😀`)).toBe(`${'x'.repeat(119)} …`);
    expect(mailWords(content([]), links).subject).toBe(
      'Nothing today that is worth your time · Monday, 6 July 2026',
    );
  });

  it('keeps one line one line, and nothing that is not seen', () => {
    expect(oneLine('a\r\nBcc: x\u2028y\u0000z \u202Egpj\u2066 \uFEFF')).toBe('a Bcc: x y z gpj');
  });

  it('links to the web only', () => {
    expect(linkOf('https://a.example/1')).toBe('https://a.example/1');
    expect(linkOf('http://a.example/"><b>')).toBe('http://a.example/%22%3E%3Cb%3E');
    for (const wrong of [
      null,
      '',
      '/1',
      'javascript:alert(1)',
      ' java\nscript:alert(1)',
      'data:,a',
      'ftp://a/',
      'https://u:p@a/',
    ])
      expect(linkOf(wrong)).toBeUndefined();
  });
});

describe('the two parts', () => {
  const words = mailWords(content([item]), links);

  it('read well as text', () => {
    expect(mailText(words)).toBe(`Scout · your briefing

One story.


1. MUST KNOW: Corvane to buy Lumenworks
   New: It closes in autumn. (Quay)
   First. Second. (Ledger) Third. (Minute)
   · Said one. (Minute)
   Figures: 7.5 bn USD (deal) = 5 bn USD (cash) + 2.5 bn USD (shares)
   Why this: Matters in banking · You follow mergers
   More on why: https://scout.example/why/s1
   Topics: Mergers, Cloud
   Reported by Quay
   Ledger: https://a.example/1?x=1&y=2
   Quay: https://q.example/
   Ledger: https://a.example/1
   Minute

-- 
Unsubscribe: https://scout.example/u/1
`);
  });

  it('hold the same words and links', () => {
    const html = mailHtml(words);
    const seen = html
      .replace(/<head>[\s\S]*<\/head>/, '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll('&amp;', '&');
    const words_ = (text: string): string[] => text.toLowerCase().match(/[\p{L}\d.$&]+/gu) ?? [];
    const inText = new Set(words_(mailText(words)));
    expect(words_(seen).filter((word) => !inText.has(word))).toEqual([]);
    for (const [, href] of html.matchAll(/href="([^"]+)"/g))
      expect(mailText(words)).toContain(href!.replaceAll('&amp;', '&'));
  });
});
