import { withinCpu } from '../../../test/support/cpu-time.js';
import { extractArticle } from './article-extract.js';

const TITLE = 'Brightwater opens its second battery plant in Norland';
const TEASER =
  'Brightwater has opened its second battery plant. The works in Norland will employ 900 people.';
const PARAGRAPHS = [
  'Brightwater opened its second battery plant on Monday, two years after it broke ground in the north of Norland.',
  'The works will make cells for 200,000 cars a year and employ 900 people when all four lines run, the company said.',
  '“We learned at the first plant what not to do,” said Mara Holt, who leads manufacturing. The first one opened a year late.',
  'The state pays 80 million of the 640 million that the plant cost; the rest comes from the company and two pension funds.',
  'Analysts had expected the opening in spring. Shares of Brightwater rose by 3 per cent in the morning and gave up half of it later.',
];
const BODY = PARAGRAPHS.map((text) => `<p>${text}</p>`).join('\n');
const read = (html: string | Buffer, more: Partial<Parameters<typeof extractArticle>[0]> = {}): string =>
  extractArticle({
    bytes: Buffer.from(html),
    contentType: 'text/html; charset=utf-8',
    title: TITLE,
    teaser: TEASER,
    ...more,
  });
const page = (body: string, head = `<title>${TITLE} | The Halden Times</title>`): string =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`;
const NAVIGATION = `<header><nav><ul>${['World', 'Business', 'Sport', 'Weather'].map((name) => `<li><a href="/${name}">${name}</a></li>`).join('')}</ul></nav></header>`;
const RELATED = `<aside class="related"><h3>Related</h3><ul>${Array.from({ length: 8 }, (_, i) => `<li><a href="/r/${i}">Another headline of the day, number ${i}</a></li>`).join('')}</ul></aside>`;

const news = page(
  `${NAVIGATION}<main><article><h1>${TITLE}</h1><p class="byline">By Ada Quill</p>
   <figure><img src="/a.jpg" alt=""><figcaption>The plant at dawn.</figcaption></figure>
   ${PARAGRAPHS.slice(0, 2)
     .map((text) => `<p>${text}</p>`)
     .join('')}<div class="ad">Advertisement</div>
   ${PARAGRAPHS.slice(2)
     .map((text) => `<p>${text}</p>`)
     .join('')}</article>${RELATED}</main>
   <footer><p>© The Halden Times. <a href="/terms">Terms of use</a> and <a href="/privacy">privacy</a>.</p></footer>
   <script>window.data = "<p>not a text</p>";</script>`,
);
const blog = page(
  `<div id="wrapper"><div id="sidebar"><h2>About</h2><p>I write about factories.</p>${RELATED}</div>
   <div id="content"><div class="post hentry"><h2>${TITLE}</h2><div class="entry-content">${PARAGRAPHS.join('<br><br>')}</div>
   <div class="sharedaddy">Share this: <a href="#">Mail</a></div></div><div id="comments"><p>First!</p><p>Nice text, thanks.</p></div></div></div>`,
);
const linkedData = (more: object = {}): string =>
  page(
    '<div id="root"></div><script src="/app.js"></script>',
    `<title>${TITLE}</title><script type="application/ld+json">${JSON.stringify({
      '@context': 'https://schema.org',
      '@graph': [
        { '@type': 'WebSite', name: 'X' },
        { '@type': ['NewsArticle'], headline: TITLE, articleBody: PARAGRAPHS.join('\n\n'), ...more },
      ],
    })}</script>`,
  );

describe('the text of a page', () => {
  it.each([
    ['a news page with navigation, advertisement and related links', news],
    ['a blog with a sidebar and comments, its lines broken', blog],
    ['a page whose text is linked data only', linkedData()],
    [
      'a page inside one form, as some servers write them',
      page(`<form id="aspnetForm">${NAVIGATION}<div class="story">${BODY}</div></form>`),
    ],
    ['a page without html, head or body', `<!doctype html><title>${TITLE}</title><main>${BODY}</main>`],
    [
      'a page that hides itself until its scripts have run',
      news.replace('<body>', '<body style="visibility: hidden">'),
    ],
    ['a page without an end', news.slice(0, news.indexOf('</article>'))],
  ])('is found on %s', (_, html) => {
    const text = read(html);
    for (const paragraph of PARAGRAPHS) expect(text.split('\n')).toContain(paragraph);
    for (const foreign of [
      'World',
      'Another headline',
      'Terms of use',
      'not a text',
      'Advertisement',
      'First!',
      'I write about',
    ])
      expect(text).not.toContain(foreign);
    expect(text).not.toMatch(/[<>]/);
    expect(text.split('\n')[0]).not.toBe(TITLE);
  });

  it.each([
    [
      'ARTICLE_WALL',
      'a consent page',
      page(
        '<div><h1>Before you continue</h1><p>We and our partners store cookies on your device to show you advertisements that fit you and to measure them.</p><button>Accept</button></div>',
      ),
    ],
    [
      'ARTICLE_WALL',
      'a check for robots',
      page(
        '<h1>Just a moment...</h1><p>Please wait while we look at your browser.</p>',
        '<title>Just a moment...</title>',
      ),
    ],
    [
      'ARTICLE_WALL',
      'a login page',
      page(
        `<p>${PARAGRAPHS[0]}</p><p>Please log in with your account, or make one; it takes a minute only and costs nothing at all for thirty days.</p>`,
      ),
    ],
    [
      'ARTICLE_PAYWALL',
      'a stub',
      page(
        `<article><p>${PARAGRAPHS[0]}</p><p>${PARAGRAPHS[1]}</p><p>Subscribe to continue reading. Already a subscriber? Log in.</p></article>`,
      ),
    ],
    [
      'ARTICLE_PAYWALL',
      'a text that the page says is not free',
      linkedData({ isAccessibleForFree: 'False' }),
    ],
    [
      'ARTICLE_MISSING',
      'a page that is not there',
      page(
        '<h1>Oops</h1><p>The page may have moved.</p>',
        '<title>Page not found - The Halden Times</title>',
      ),
    ],
    ['ARTICLE_TOO_SHORT', 'an empty page', page('')],
    ['ARTICLE_TOO_SHORT', 'no page', ''],
    [
      'ARTICLE_NOTHING_NEW',
      'the teaser once more',
      page(`<article>${BODY}</article>`),
      { teaser: PARAGRAPHS.join(' ') },
    ],
    [
      'ARTICLE_UNRELATED',
      'another story',
      page(`<article>${BODY}</article>`),
      {
        title: 'Parliament votes about pensions after midnight',
        teaser: 'Deputies debated the reform for eleven hours before the decision.',
      },
    ],
    ['ARTICLE_TOO_COMPLEX', '100,000 levels', `${'<div>'.repeat(100_000)}${BODY}`],
    ['ARTICLE_TOO_COMPLEX', '60,000 elements', page('<p>a</p>'.repeat(60_000))],
  ] as [string, string, string, object?][])('refuses as %s %s', (code, _, html, more = {}) => {
    expect(() => read(html, more)).toThrow(expect.objectContaining({ code }));
  });

  it('keeps no markup, address or invisible character', () => {
    const text = read(
      page(`<article>${BODY}<p>He said &lt;script&gt;alert(1)&lt;/script&gt; and <a href="javascript:alert(2)" onclick="alert(3)">went</a>\u202E on\u200B
       <svg><style><img src=x onerror=alert(4)></style></svg><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(5)&gt;"></p>${BODY}</article>`),
    );
    expect(text).toContain('He said <script>alert(1)</script> and went on');
    expect(text).not.toMatch(/javascript:|onerror|onclick|[\u202E\u200B\u0000]/);
  });

  it('reads the charset of the content type, the mark, the meta element or the bytes', () => {
    const html = page(`<article>${BODY}<p>Zoë paid 5 € in Málaga.</p></article>`, `<title>${TITLE}</title>`);
    const latin = Buffer.from(
      html.replace('utf-8', 'iso-8859-1').replaceAll('€', '\u0080').replaceAll(/[“”]/g, '"'),
      'latin1',
    );
    expect(read(latin, { contentType: 'text/html' })).toContain('Zoë paid 5 € in Málaga.');
    expect(read(html.replace('utf-8', 'iso-8859-1'))).toContain('Zoë paid 5 € in Málaga.');
    expect(read(Buffer.from(`\uFEFF${html}`, 'utf16le'), { contentType: 'text/html' })).toContain(
      'Zoë paid 5 €',
    );
    expect(read(html.replace('<meta charset="utf-8">', ''), { contentType: '' })).toContain('Zoë paid 5 €');
  });

  it('is quick: an ordinary page, and 2 MB of page', () => {
    const big = page(
      `<script>${'var x = "<p>";'.repeat(60_000)}</script>${NAVIGATION}<main><article>${BODY.repeat(1_300)}</article>${RELATED.repeat(600)}</main>`,
    );
    expect(big.length).toBeGreaterThan(2_000_000);
    read(news);
    withinCpu(2_500, () => {
      for (let i = 0; i < 10; i++) read(news);
    });
    withinCpu(10_000, () => read(big));
  });
});
