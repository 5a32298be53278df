import { withinCpu } from '../../../test/support/cpu-time.js';
import iconv from 'iconv-lite';
import { FEED_LIMITS } from './parsed-feed.js';
import { parseFeed } from './parse-feed.js';

const rss = (inside: string): Buffer =>
  Buffer.from(`<rss version="2.0"><channel><title>Tide Tables</title>${inside}</channel></rss>`);
const firstOf = (bytes: Buffer, url?: string) => parseFeed(bytes, { url }).items[0];

describe('parseFeed', () => {
  it('reads RSS 2.0', () => {
    const feed = parseFeed(
      rss(`<link>https://tides.example.net/</link><language>en-gb</language>
        <item><title>Harbour opens</title><link>https://tides.example.net/1</link><guid isPermaLink="false">n1</guid>
        <author>ann@tides.example.net (Ann Lee)</author><category>ports</category><category>trade</category>
        <pubDate>Thu, 01 Jan 2026 08:00:00 GMT</pubDate><description>&lt;p&gt;Ships &amp;amp; cranes&lt;/p&gt;</description></item>`),
    );
    expect(feed.format).toBe('rss 2.0');
    expect(feed.feed).toMatchObject({
      title: 'Tide Tables',
      link: 'https://tides.example.net/',
      language: 'en-gb',
    });
    expect(feed.items).toEqual([
      {
        id: 'n1',
        title: 'Harbour opens',
        link: 'https://tides.example.net/1',
        author: 'Ann Lee',
        published: '2026-01-01T08:00:00.000Z',
        updated: null,
        summary: '<p>Ships &amp; cranes</p>',
        content: null,
        categories: ['ports', 'trade'],
        language: null,
        enclosures: [],
        markup: ['title', 'summary'],
      },
    ]);
  });

  it('reads Atom 1.0 with xml:base, XHTML and several links', () => {
    const feed = parseFeed(
      Buffer.from(`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://a.example.net/x/">
        <title type="text">Kräne &lt;b&gt;</title><link rel="self" href="self.xml"/><link href="../"/>
        <entry><id>tag:1</id><title>One</title><link rel="enclosure" href="1.mp3" length="7" type="audio/mpeg"/>
        <link href="one"/><author><name>Bo</name></author><author><name>Cy</name></author>
        <published>2026-01-02T10:00:00+01:00</published><updated>2026-01-02T11:00:00Z</updated>
        <category term="t1" label="T 1"/>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">See <a href="/y">y</a></div></content></entry></feed>`),
    );
    expect(feed.format).toBe('atom 1.0');
    expect(feed.feed).toMatchObject({ title: 'Kräne <b>', link: 'https://a.example.net/', language: 'de' });
    expect(feed.items[0]).toMatchObject({
      id: 'tag:1',
      link: 'https://a.example.net/x/one',
      author: 'Bo, Cy',
      published: '2026-01-02T09:00:00.000Z',
      content: 'See <a href="https://a.example.net/y">y</a>',
      categories: ['t1'],
      enclosures: [{ url: 'https://a.example.net/x/1.mp3', type: 'audio/mpeg', length: 7 }],
      language: 'de',
    });
  });

  it('reads RDF, whose items stand beside the channel', () => {
    const feed = parseFeed(
      Buffer.from(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:d="http://purl.org/dc/elements/1.1/"><channel rdf:about="u"><title>R</title><link>http://r.example.net/</link></channel>
        <item rdf:about="http://r.example.net/1"><title>I</title><link>http://r.example.net/1</link><d:date>2026-01-03</d:date>
        <d:creator>Di</d:creator></item></rdf:RDF>`),
    );
    expect(feed).toMatchObject({ format: 'rdf 1.0', feed: { title: 'R' } });
    expect(feed.items[0]).toMatchObject({
      id: 'http://r.example.net/1',
      author: 'Di',
      published: '2026-01-03T00:00:00.000Z',
    });
  });

  it('reads JSON Feed, null items and __proto__ included', () => {
    const feed = parseFeed(
      Buffer.from(
        '{"version":"https://jsonfeed.org/version/1.1","title":"J","home_page_url":"https://j.example.net","__proto__":{"x":1},' +
          '"items":[null,{"id":7,"title":"T","url":"https://j.example.net/7","content_text":"a < b","__proto__":{"title":"bad"}}]}',
      ),
    );
    expect(feed.format).toBe('json 1.1');
    expect(feed.warnings).toEqual(['items.0 is no object and was left out.']);
    expect(feed.items[0]).toMatchObject({ id: '7', title: 'T', content: 'a < b', markup: [] });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each([
    [
      'a byte order mark',
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), rss('<item><title>Müller</title></item>')]),
      undefined,
    ],
    [
      'UTF-16 with a mark',
      iconv.encode(rss('<item><title>Müller</title></item>').toString(), 'utf-16le', { addBOM: true }),
      undefined,
    ],
    [
      'UTF-16 without one',
      iconv.encode(rss('<item><title>Müller</title></item>').toString(), 'utf-16be'),
      undefined,
    ],
    [
      'the charset of the content type',
      iconv.encode(rss('<item><title>Müller</title></item>').toString(), 'latin1'),
      'text/xml; charset=ISO-8859-1',
    ],
    [
      'the XML declaration',
      iconv.encode(
        `<?xml version="1.0" encoding="windows-1252"?>${rss('<item><title>Müller</title></item>').toString()}`,
        'latin1',
      ),
      undefined,
    ],
    [
      'nothing but the bytes',
      iconv.encode(rss('<item><title>Müller</title></item>').toString(), 'latin1'),
      undefined,
    ],
    ['a wrong charset', rss('<item><title>Müller</title></item>'), 'text/xml; charset=klingon'],
  ])('reads text by %s', (_, bytes, contentType) => {
    expect(parseFeed(bytes, { contentType }).items[0]?.title).toBe('Müller');
  });

  it('survives ill-formed XML, NUL and broken UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from(
        '\n <rss><channel><item><title>A & B < C\u0000</title><link>http://x.example.net/?a=1&b=2</link><item><title>Second ',
      ),
      Buffer.from([0xff, 0xfe, 0xc3]),
    ]);
    const { items } = parseFeed(bytes);
    expect(items.map((item) => item.title)).toContain('A & B < C');
    expect(items).toHaveLength(2);
  });

  it('drops links that would run code', () => {
    for (const link of [
      'javascript:alert(1)',
      ' java\nscript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
    ]) {
      expect(
        firstOf(rss(`<item><title>t</title><link>${link}</link></item>`), 'https://f.example.net/')?.link ??
          null,
      ).toBeNull();
    }
  });

  describe('says what it found instead of a feed', () => {
    it.each([
      ['nothing', '', /empty/],
      ['a page', '<!doctype html><html><body>Log in</body></html>', /web page/],
      ['other XML', '<sitemap/>', /<sitemap>/],
      ['text', 'hello', /neither XML nor JSON/],
      ['broken JSON', '{"items": [', /not valid JSON/],
      ['other JSON', '{"a": 1}', /no JSON Feed/],
    ])('%s', (_, text, message) => {
      expect(() => parseFeed(Buffer.from(text))).toThrow(message);
      expect(() => parseFeed(Buffer.from(text))).toThrow(
        expect.objectContaining({ code: 'FEED_UNREADABLE' }),
      );
    });
  });

  describe('stays within its bounds', () => {
    const timed = (bytes: Buffer) =>
      withinCpu(5_000, () => {
        try {
          return parseFeed(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'FEED_UNREADABLE' });
          return undefined;
        }
      });

    it('expands no entity of a document type', () => {
      const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>`;
      expect(
        firstOf(Buffer.from(`${bomb}<rss><channel><item><title>&b;&f; t</title></item></channel></rss>`))
          ?.title,
      ).toBe('&b;&f; t');
    });
    it('reads a million character references', () => {
      expect(
        timed(rss(`<item><title>t</title><description>${'&#65;'.repeat(1e6)}</description></item>`))?.items[0]
          ?.summary,
      ).toHaveLength(1e6);
    });
    it('stops at 100,000 levels and keeps what came before', () => {
      const feed = timed(rss(`<item><title>t</title></item>${'<a>'.repeat(1e5)}`));
      expect(feed?.items).toHaveLength(1);
      expect(feed?.warnings).toHaveLength(1);
    });
    it('keeps the first of 50,000 items', () => {
      const feed = timed(rss('<item><title>t</title></item>'.repeat(5e4)));
      expect(feed?.items).toHaveLength(FEED_LIMITS.items);
      expect(feed?.warnings[0]).toContain('50000');
    });
    it('cuts a title of a megabyte', () => {
      expect(timed(rss(`<item><title>${'a'.repeat(1e6)}</title></item>`))?.items[0]?.title).toHaveLength(
        FEED_LIMITS.title,
      );
    });
    it.each([
      ['a million elements', `<item>${'<b/>'.repeat(1e6)}</item>`],
      [
        'namespaces by the thousand',
        `<item>${'<a '.concat(Array.from({ length: 2000 }, (_, i) => `xmlns:p${i}="u"`).join(' '), '>').repeat(200)}`,
      ],
      [
        'attributes by the thousand',
        `<item ${Array.from({ length: 1e5 }, (_, i) => `a${i}="1"`).join(' ')}></item>`,
      ],
      ['open angle brackets', `<item><description>${'&lt;a href='.repeat(2e5)}</description></item>`],
      ['an open CDATA section', `<item><title><![CDATA[${'x'.repeat(1e6)}`],
    ])('reads %s in bounded time', (_, inside) => {
      timed(rss(inside));
    });
  });
});
