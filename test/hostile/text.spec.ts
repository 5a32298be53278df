import { parseFeedDate } from '../../src/catalog/feeds/feed-dates.js';
import { personFromText, safeLink } from '../../src/catalog/feeds/feed-elements.js';
import { parseFeed } from '../../src/catalog/feeds/parse-feed.js';
import { plainLine, plainText, resolveMarkupLinks, tidy } from '../../src/catalog/feeds/plain-text.js';
import { readRobots } from '../../src/catalog/hosts/robots.js';
import { draftsOfFeed } from '../../src/catalog/stories/story-draft.js';
import { canonicalUrl, storyIdentity } from '../../src/catalog/stories/story-identity.js';
import { composeEvent } from '../../src/enrichment/composites/compose.js';
import { createUnderstanding } from '../../src/enrichment/understand.js';
import { verifyComposite } from '../../src/enrichment/composites/verify-composite.js';
import { MINUTE, TestScout } from '../support/scout.js';
import { NOW, rss } from '../catalog/catalog-fixture.js';

const TITLE = 'Critical vulnerability in Gatelock VPN is exploited by ransomware gang';
const TEXT =
  'Security researchers found a zero-day in the Gatelock VPN appliance. Attackers stole data from 40 companies. A patch is out.';
/** Everything that nobody sees and that turns text around, breaks its line or is half of a character. */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/u;

describe('hostile text', () => {
  let scout: TestScout;
  beforeAll(async () => {
    scout = await TestScout.open({ now: new Date('2026-07-06T06:00:00Z') });
    await scout.reader('sec', { timeZone: 'UTC' });
  });
  afterAll(() => scout.close());

  let number = 0;
  interface Told {
    readonly title?: string;
    readonly summary?: string;
    readonly url?: string;
    readonly source?: string;
    readonly author?: string;
  }
  /** Posts a story that the reader wants, alone in the catalogue, and has it understood. @returns its id */
  const tell = async (story: Told): Promise<string> => {
    await scout.database.query('TRUNCATE story, briefing CASCADE');
    await scout.database.query(`UPDATE reader SET next_delivery_at = NULL`);
    const id = `story-${number++}`;
    const publishedAt = scout.clock.now().toISOString();
    const answer = await scout.post('/stories', {
      stories: [{ id, source: 'Perimeter Daily', title: TITLE, summary: TEXT, publishedAt, ...story }],
    });
    expect([answer.statusCode, answer.json().errors]).toEqual([200, []]);
    await scout.enrichment.enrichAll();
    scout.at(2 * MINUTE);
    return id;
  };
  /** All that the product says of a story, wherever a reader or an operator may see it. */
  const everywhere = async (id: string) => {
    await scout.post('/digests/run', { readers: ['sec'] });
    await scout.workPages();
    const { token } = (await scout.post('/readers/sec/feed-token')).json<{ token: string }>();
    const paths = [
      `/stories/${id}`,
      '/stories',
      `/events/${id}`,
      '/readers/sec/feed',
      '/readers/sec/briefings/2026-07-06',
      `/readers/sec/briefings.json?token=${token}`,
    ];
    const answers = await Promise.all(paths.map((path) => scout.get(path)));
    expect(answers.map((answer) => answer.statusCode)).toEqual(paths.map(() => 200));
    const feed = await scout.get(`/readers/sec/briefings.rss?token=${token}`);
    expect([feed.statusCode, feed.headers['content-type'], feed.headers['x-content-type-options']]).toEqual([
      200,
      'application/rss+xml; charset=utf-8',
      'nosniff',
    ]);
    return { values: answers.map((answer) => answer.json<unknown>()), rss: feed.body };
  };
  const stored = async (id: string) =>
    (await scout.get(`/stories/${id}`)).json<{
      title: string;
      summary: string;
      url: string | null;
      author: string | null;
      source: { name: string };
    }>();

  describe('19 characters that deceive', () => {
    it.each([
      ['right-to-left override', 'Bank \u202eknab\u202c opens', 'Bank knab opens'],
      ['isolates and marks', '\u2066A\u2069\u200e\u200f bank\u061c opens', 'A bank opens'],
      ['zero-width characters', 'Ran\u200bsom\u200cware\u200d gang\u2060\ufeff', 'Ransomware gang'],
      ['soft hyphens', 'Ran\u00adsom\u00adware', 'Ransomware'],
      ['tags', 'Gang\u{e0041}\u{e0042}\u{e007f} strikes', 'Gang strikes'],
      ['invisible operators and fillers', 'Gang\u2061\u2062\u115f\u1160\u3164 strikes', 'Gang strikes'],
      ['separators of lines', 'Gang\u2028strikes\u2029again', 'Gang strikes again'],
      ['strange spaces', 'Gang\u00a0\u2003\u3000strikes', 'Gang strikes'],
      ['annotations', 'Gang\ufff9x\ufffa\ufffb strikes', 'Gangx strikes'],
    ])('%s', async (_, title, clean) => {
      expect((await stored(await tell({ title, author: title, summary: `${title}. ${TEXT}` }))).title).toBe(
        clean,
      );
      const [draft] = draftsOfFeed('s', parseFeed(Buffer.from(rss([{ title, text: title }]))), NOW).drafts;
      expect([draft?.title, INVISIBLE.test(draft?.summary?.replaceAll('\n', '') ?? '')]).toEqual([
        clean,
        false,
      ]);
    });

    it('what differs only in what nobody sees is the same story', () => {
      const identity = (title: string): string => storyIdentity({ sourceId: 's', title }).toString('hex');
      expect(identity('Ran\u200bsomware \u202egang')).toBe(identity('Ransomware gang'));
    });

    it.each([
      ['Cyrillic letters', 'Аmаzоn buуs Мicrоsоft'],
      ['Greek letters', 'Αmazοn buys Μicrοsοft'],
      ['full width', 'Ａｍａｚｏｎ ｂｕｙｓ'],
      ['letters of mathematics', '𝐀𝐦𝐚𝐳𝐨𝐧 𝐛𝐮𝐲𝐬'],
      ['accents without end', `A${'\u0301'.repeat(300)}mazon`],
    ])('look-alikes are taken for what they are: %s', async (_, title) => {
      const id = await tell({ title });
      expect(
        (await scout.get(`/stories/${id}`))
          .json<{ entities: { entity: string; mentions: { field: string }[] }[] }>()
          .entities.filter((one) => one.mentions.some((mention) => mention.field === 'title')),
      ).toEqual([]);
    });

    it('look-alike names of sources do not become another source', async () => {
      const before = (await stored(await tell({ source: 'Perimeter Daily' }))).source;
      expect((await stored(await tell({ source: 'Perimeter\u200b Daily\u202e' }))).source).toEqual(before);
      expect((await stored(await tell({ source: 'Реrimeter Daily' }))).source).not.toEqual(before);
    });

    it('the address shows the host that is meant', async () => {
      const { url } = await stored(await tell({ url: 'https://аpple.example.com/\u202egnp.exe' }));
      expect(url).toBe('https://xn--pple-43d.example.com/%E2%80%AEgnp.exe');
    });
  });

  describe('20 scripts and markup', () => {
    const MARKUP = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '<svg/onload=alert(1)>',
      '<a href="javascript:alert(1)">x</a>',
      '<iframe src="javascript:alert(1)"></iframe>',
      '&lt;script&gt;alert(1)&lt;/script&gt;',
      '&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;',
      '&#60;img src=x onerror=alert(1)&#62;',
      '&#x3c;img src=x onerror=alert(1)&#x3e;',
      '<<script>script>alert(1)<</script>/script>',
      '<scr<script>ipt>alert(1)</scr</script>ipt>',
      '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
      '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
      '<svg></p><style><a id="</style><img src=x onerror=alert(1)>">',
      '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
      '<textarea><img src=x onerror=alert(1)></textarea>',
      '<xmp><img src=x onerror=alert(1)></xmp>',
      '<plaintext><img src=x onerror=alert(1)>',
      '<!--><img src=x onerror=alert(1)>-->',
      '<![CDATA[<img src=x onerror=alert(1)>]]>',
      ']]><img src=x onerror=alert(1)><![CDATA[',
      '<?php echo 1 ?><img src=x onerror=alert(1)>',
      '<style>@import "javascript:alert(1)"</style>',
      '<img src=x\u0000onerror=alert(1)>',
      '<img/src=`x`onerror=alert(1)',
      '</title><script>alert(1)</script>',
      '"><script>alert(1)</script>',
      `'onmouseover='alert(1)`,
      '＜script＞alert(1)＜/script＞',
      '{{constructor.constructor("alert(1)")()}}',
    ];
    it.each(MARKUP)('%s', async (markup) => {
      const feed = parseFeed(
        Buffer.from(rss([{ title: `${TITLE} ${markup}`, text: `${TEXT} ${markup}` }]).replaceAll('\0', '')),
      );
      const drafts = [draftsOfFeed('s', feed, NOW).drafts[0]];
      const id = await tell({
        title: `${TITLE} ${markup}`,
        summary: `${TEXT} ${markup}`,
        author: markup,
        source: `Daily ${markup}`.slice(0, 200),
      });
      const { values, rss: out } = await everywhere(id);
      // What is left of it is text. In JSON it is text by its type; RSS is read as HTML, so there it must not become markup.
      expect(drafts[0]?.title.startsWith(TITLE)).toBe(true);
      for (const value of values)
        expect(addressesIn(value).filter((one) => !/^https?:\/\//.test(one))).toEqual([]);
      const [item] = parseFeed(Buffer.from(out)).items;
      expect(item?.title?.startsWith(TITLE)).toBe(true);
      for (const shown of [item?.title ?? '', item?.summary ?? '', item?.content ?? ''])
        expect(shown.replaceAll('<br/>', '')).not.toMatch(/<[a-z!/?]/i);
    });

    it.each([
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' \u0001javascript:alert(1)',
      'java\nscript:alert(1)',
      'java\tscript:alert(1)',
      'javascript&colon;alert(1)',
      'vbscript:x',
      'data:text/html,<script>alert(1)</script>',
      'file:///etc/passwd',
      'blob:https://x.example.net/1',
      'intent://x#Intent;end',
      'ftp://x.example.net/',
      'mailto:x@example.net',
      'view-source:https://x.example.net/',
      '//x.example.net/1',
      'https://user:secret@x.example.net/1',
      'https://x.example.net/1"onmouseover="alert(1)',
      "https://x.example.net/1'><script>alert(1)</script>",
      'https://x.example.net/\r\nSet-Cookie:%20a=b',
    ])('as a link: %j', async (url) => {
      const [item] = draftsOfFeed('s', parseFeed(Buffer.from(rss([{ title: 'T', link: url }]))), NOW).drafts;
      const id = await tell({ url });
      const { values, rss: out } = await everywhere(id);
      const links = [
        item?.url ?? null,
        (await stored(id)).url,
        ...parseFeed(Buffer.from(out)).items.map((one) => one.link),
      ];
      for (const link of links)
        expect(link ?? 'https://none.example.net/').toMatch(/^https?:\/\/(?!user)[a-z.]+\/[^\s"<>]*$/);
      for (const value of values)
        for (const link of addressesIn(value)) expect(link).toMatch(/^https?:\/\/(?!user)[^\s"<>]*$/);
    });

    it('members of every object are words and parameters like others', async () => {
      const words =
        'constructor __proto__ toString valueOf hasOwnProperty prototype $5 constructor 7 __proto__ constructor dollars';
      const url = 'https://x.example.net/constructor?constructor=1&__proto__=2&hasOwnProperty=rss';
      const id = await tell({
        title: words,
        summary: `${words}. ${TEXT} ${words}.`,
        url,
        source: 'constructor',
        author: '__proto__',
      });
      expect(await stored(id)).toMatchObject({
        title: words,
        url,
        author: '__proto__',
        source: { name: 'constructor' },
      });
      await everywhere(id);
      const body = `{"stories":[{"title":"T","source":"S","__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}]}`;
      expect([200, 400, 422]).toContain((await scout.post('/stories', body)).statusCode);
      expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    });
  });

  describe('24 line breaks on the way into a header', () => {
    const BREAKS = [
      '\r\n',
      '\n',
      '\r',
      '\n\n',
      '\u2028',
      '\u2029',
      '\u0085',
      '\v',
      '\f',
      '&#13;&#10;',
      '&#xA;',
      '&NewLine;',
      '<br>',
      '<p>',
      '\u001e',
      '\t',
    ];
    it.each(BREAKS)('%j', async (line) => {
      const evil = `${TITLE}${line}Bcc: everyone@example.com`;
      const id = await tell({
        title: evil,
        summary: `${evil}. ${TEXT}`,
        source: `Daily${line}Bcc: x`,
        author: evil,
      });
      const { title, author, source } = await stored(id);
      const drafts = [
        rss([{ title: evil, text: evil }]),
        JSON.stringify({
          version: 'https://jsonfeed.org/version/1.1',
          items: [{ title: evil, authors: [{ name: evil }] }],
        }),
      ].map((body) => draftsOfFeed('s', parseFeed(Buffer.from(body)), NOW).drafts[0]);
      const lines = [title, author, source.name, ...drafts.flatMap((draft) => [draft?.title, draft?.author])];
      const { values, rss: out } = await everywhere(id);
      lines.push(
        ...values.flatMap((value) => textsIn(value, ['headline', 'title', 'name', 'author', 'history'])),
      );
      lines.push(...parseFeed(Buffer.from(out)).items.map((item) => item.title));
      for (const one of lines) expect(one ?? '').not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    });

    it.each(BREAKS.slice(0, 9))('in the name of a source or a reader: %j', async (line) => {
      const answer = await scout.post('/sources', {
        id: `b-${number++}`,
        name: `Daily${line}Bcc: x@example.com`,
      });
      if (answer.statusCode !== 422) expect(answer.json().name).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      const opml = Buffer.from(
        `<opml><body><outline text="D&#13;&#10;Bcc: x" xmlUrl="https://b${number++}.example.net/"/></body></opml>`,
      );
      await scout.post('/sources/opml', { opml: opml.toString() });
      const names = (await scout.database.query<{ name: string }>('SELECT name FROM source')).map(
        (row) => row.name,
      );
      for (const name of names) expect(name).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    });
  });
});

/** The values of every `url` in an answer. */
function addressesIn(value: unknown): string[] {
  return textsIn(value, ['url', 'external_url', 'link', 'href']);
}

function textsIn(value: unknown, keys: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) =>
    typeof one === 'string' ? (keys.includes(key) ? [one] : []) : textsIn(one, keys),
  );
}

describe('23 text that makes a regular expression slow', () => {
  const { understand } = createUnderstanding();
  const compose = (text: string): void => {
    const of = (id: string) => {
      const story = {
        id,
        title: `T ${text.slice(0, 500)}`,
        summary: text.slice(0, 10_000),
        text,
        source: id,
      };
      const { figures, entities } = understand(story);
      return { ...story, figures, entities: entities.map(({ entity }) => entity), publishedAt: 0 };
    };
    const sources = [of('a'), of('b')];
    const composite = composeEvent('a', sources);
    if (composite) expect(verifyComposite(composite, sources)).toEqual([]);
  };
  /** Every way that foreign text takes; the longest text of each is a multiple of what it lets in. */
  const WAYS: Readonly<Record<string, readonly [longest: number, work: (text: string) => unknown]>> = {
    'plain text': [200_000, (text) => plainText(text)],
    'a line': [200_000, (text) => [plainLine(text, true), plainLine(text, false)]],
    tidying: [200_000, (text) => tidy(text)],
    links: [
      200_000,
      (text) => [
        resolveMarkupLinks(text, 'https://x.example.net/'),
        safeLink(text, 'https://x.example.net/'),
      ],
    ],
    'a person': [200_000, (text) => personFromText(text)],
    'an address': [4_000, (text) => canonicalUrl(`https://x.example.net/${text}?${text}`)],
    'a date': [
      200_000,
      (text) => [
        parseFeedDate(text),
        parseFeedDate(text.slice(0, 100)),
        parseFeedDate(`Mon, 02 Mar 2026 10:00:00 ${text.slice(0, 70)}`),
      ],
    ],
    'a feed': [
      50_000,
      (text) =>
        parseFeed(
          Buffer.from(
            `<rss><channel><item><title>${text}</title><description>${text}</description><author>${text}</author><link>${text}</link></item>`,
          ),
        ),
    ],
    'robots.txt': [
      50_000,
      (text) =>
        readRobots('https://x.example.net/robots.txt', `user-agent: *\ndisallow: /${text}`).allows(
          `https://x.example.net/${text.slice(0, 2_000)}`,
        ),
    ],
    understanding: [
      50_000,
      (text) =>
        understand({
          id: 'a',
          title: text.slice(0, 500),
          summary: text.slice(0, 10_000),
          text,
          source: text.slice(0, 200),
        }),
    ],
    composing: [20_000, compose],
  };
  const PIECES = [
    'a',
    'A',
    ' ',
    '\n',
    '\t ',
    '.',
    '. ',
    '..',
    ',',
    '-',
    '–',
    '"',
    '“',
    '”',
    "'",
    '’s ',
    '(',
    ')',
    '()',
    '[',
    '<',
    '<a ',
    '<a href="',
    '<!--',
    '</',
    '>',
    '&',
    '&a',
    '&amp;',
    '&#',
    '&#x41;',
    '%',
    '%2',
    '%41',
    '/',
    '//',
    '?',
    '&a=',
    '#',
    '@',
    'a@',
    'a@a ',
    '<a@',
    '0',
    '1,',
    '1.',
    '1.1',
    '$',
    '$1',
    '$1 ',
    '$1 million ',
    '1 million and ',
    '1%',
    ' 1 GW',
    'one hundred and ',
    '1st ',
    'Mon, ',
    'Jan ',
    '2026-',
    '10:',
    ' +',
    'said ',
    'he said, ',
    '“a” said A. ',
    'A. ',
    'A.B.',
    'Mr. ',
    'Inc. ',
    'A, B and ',
    'the ',
    'e\u0301',
    '\u0301',
    '\u200b',
    '😀',
    '東',
    'aA',
    'a-',
    "a'",
    ' of ',
    ' to ',
    'from 1 to ',
    'AI ',
    'Amazon ',
    'constructor ',
    '*',
    '*/',
    '$*',
    'http://a',
    'javascript',
    'j a v a ',
    '\u00a0',
    '\u00ad',
    '…',
    '!',
    '?!',
    '| ',
    ' - ',
    ': ',
    ';',
  ];
  /** CPU time in milliseconds, which other processes do not lengthen. */
  const costOf = (work: () => unknown): number => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  /** The least of three: a collection of garbage may fall into one. */
  const leastOf = (work: () => unknown): number => Math.min(costOf(work), costOf(work), costOf(work));

  it.each(Object.entries(WAYS))(
    '%s: ten times the text is no hundred times the work',
    (_, [longest, work]) => {
      const slow: string[] = [];
      for (const piece of PIECES)
        for (const end of ['', '\u0001x!']) {
          const text = (length: number): string =>
            piece.repeat(Math.ceil(length / piece.length)).slice(0, length) + end;
          // A square takes seconds at this size, so what is quick is not measured twice.
          if (costOf(() => work(text(longest))) < 150) continue;
          const large = leastOf(() => work(text(longest)));
          const small = leastOf(() => work(text(longest / 10)));
          if (large > 30 * Math.max(small, 1))
            slow.push(`${JSON.stringify(piece + end)}: ${small} ms, ten times as much ${large} ms`);
          else if (large > 10_000) slow.push(`${JSON.stringify(piece + end)}: ${large} ms`);
        }
      expect(slow).toEqual([]);
    },
    180_000,
  );
});
