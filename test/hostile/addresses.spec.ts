import { parseFeed } from '../../src/catalog/feeds/parse-feed.js';
import { GuardedFetch } from '../../src/platform/fetch/guarded-fetch.js';
import { TestScout } from '../support/scout.js';
import { rss } from '../catalog/catalog-fixture.js';
import { itContactsNobody, openHostileWorld } from './hostile-world.js';
import type { HostileWorld } from './hostile-world.js';

const FORBIDDEN = 'FETCH_FORBIDDEN_ADDRESS';
const REDIRECTS = [301, 302, 303, 307, 308];

/** Addresses that are refused as they are written; PORT is one on which a canary listens. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  '1 loopback in every spelling': [
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://127.0.1:PORT/',
    'http://127.1.2.3:PORT/',
    'http://127.255.255.254:PORT/',
    'http://0.0.0.0:PORT/',
    'http://0:PORT/',
    'http://0.0:PORT/',
    'http://2130706433:PORT/',
    'http://017700000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0177.0.0.01:PORT/',
    'http://00000177.0.0.1:PORT/',
    'http://0x7f.1:PORT/',
    'http://0x7f.0x0.0x0.0x1:PORT/',
    'http://0X7F000001:PORT/',
    'http://0x7f000001:PORT/',
    'http://127.0.0.0x1:PORT/',
    'http://0x:PORT/',
    'http:127.0.0.1:PORT/',
    'http:/127.0.0.1:PORT/',
    'http:///127.0.0.1:PORT/',
    String.raw`http:\\127.0.0.1:PORT\ `,
    'http://%31%32%37.0.0.1:PORT/',
    'http://127%2e0%2e0%2e1:PORT/',
    'http://１２７.０.０.１:PORT/',
    'http://①②⑦.⓪.⓪.①:PORT/',
    'http://127。0。0。1:PORT/',
    'http://127．0．0．1:PORT/',
    'http://127｡0｡0｡1:PORT/',
    'http://1\u00ad27.0.0.1:PORT/',
    'http://127.0.0.1\u200b:PORT/',
    'http://localhost:PORT/',
    'http://LocalHost:PORT/',
    'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
    'http://loc%61lhost:PORT/',
    'http://a.localhost:PORT/',
    'http://localhost.localdomain:PORT/',
    'http://ip6-localhost:PORT/',
    'https://127.0.0.1:PORT/',
    'http://127.0.0.1/',
    'http://127.0.0.1:443/',
  ],
  '2 IPv6, and IPv4 inside of it': [
    'http://[::1]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/',
    'http://[::0001]:PORT/',
    'http://[::]:PORT/',
    'http://[0::0]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::FFFF:7F00:0001]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:0:0]:PORT/',
    'http://[::ffff:8.8.8.8]:PORT/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[::ffff:0:7f00:1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[64:ff9b:1::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[2002:7f00:0001::1]:PORT/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[2001:0:7f00:1::]/',
    'http://[2001:0:53aa:64c:0:0:80ff:fffe]/',
    'http://[fe80::1%25eth0]:PORT/',
    'http://[::1%250]:PORT/',
    'http://[::1]:PORT@a.example.com/',
    'http://[::1.]:PORT/',
    'http://::1:PORT/',
  ],
  '3 private, link-local, carrier, benchmark and reserved ranges': [
    'http://10.0.0.1:PORT/',
    'http://10.255.255.255/',
    'http://012.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.0.1/',
    'http://192.168.257/',
    'http://3232235777/',
    'http://169.254.169.254/latest/meta-data/',
    'http://169.254.0.1/',
    'http://2852039166/',
    'http://0xA9FEA9FE/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://168.63.129.16/metadata',
    'http://100.64.0.1/',
    'http://100.100.100.200/',
    'http://100.127.255.255/',
    'http://192.0.0.1/',
    'http://192.0.0.192/',
    'http://192.0.2.1/',
    'http://192.88.99.1/',
    'http://198.18.0.1/',
    'http://198.19.255.255/',
    'http://198.51.100.1/',
    'http://203.0.113.1/',
    'http://224.0.0.1/',
    'http://239.255.255.250/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    'http://0.1.2.3/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fd00::2]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://[febf::1]/',
    'http://[fec0::1]/',
    'http://[ff02::1]/',
    'http://[100::1]/',
    'http://[2001:db8::1]/',
    'http://[2001:2::1]/',
    'http://[2001:20::1]/',
    'http://[3fff::1]/',
    'http://[5f00::1]/',
    'http://[4000::1]/',
  ],
  '6 users, names of inner networks, other schemes, other ports, line breaks': [
    'http://a@127.0.0.1:PORT/',
    'http://a:b@127.0.0.1:PORT/',
    'http://@127.0.0.1:PORT/',
    'http://a.example.com@127.0.0.1:PORT/',
    'http://a.example.com:80@127.0.0.1:PORT/',
    'http://a.example.com%00@127.0.0.1:PORT/',
    String.raw`http://127.0.0.1:PORT\@a.example.com/`,
    'http://user:secret@a.example.com/',
    'http://:secret@a.example.com/',
    'http://127.0.0.1.:PORT/',
    'http://127.0.0.1..:PORT/',
    'http://localhost.:PORT/',
    'http://a.example.com./',
    'http://a.example.com..:PORT/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://METADATA.GOOGLE.INTERNAL/',
    'http://a.internal./',
    'http://intranet/',
    'http://db/',
    'http://printer.local/',
    'http://router.lan/',
    'http://wiki.corp/',
    'http://nas.home.arpa/',
    'http://a.home/',
    'file:///etc/passwd',
    'file://127.0.0.1/etc/passwd',
    'gopher://127.0.0.1:PORT/_x',
    'data:text/xml,<rss/>',
    'ftp://a.example.com/',
    'dict://127.0.0.1:PORT/x',
    'ldap://127.0.0.1:PORT/',
    'ws://127.0.0.1:PORT/',
    'jar:http://127.0.0.1:PORT/!/x',
    'blob:http://127.0.0.1:PORT/x',
    'view-source:http://127.0.0.1:PORT/',
    'feed://127.0.0.1:PORT/',
    'javascript:alert(1)',
    'unix:/var/run/docker.sock',
    'http+unix://%2Fvar%2Frun%2Fdocker.sock/',
    '//127.0.0.1:PORT/',
    '/etc/passwd',
    'a.example.com/feed',
    '',
    ' ',
    'http://',
    'http://?',
    'http://a.example.com:99999/',
    'http://a.example.com:-1/',
    'http://a.example.com:0/',
    ...[21, 22, 23, 25, 53, 110, 111, 143, 389, 445, 465, 587, 993, 995],
    ...[
      1433, 1521, 2375, 2379, 2525, 3306, 5432, 5433, 5984, 6379, 6380, 8500, 9042, 9200, 9300, 11211, 27017,
    ],
    'http://a.example.com/\r\nHost: 127.0.0.1',
    'http://a.example.com/x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
    'http://127.0.0.1\t:PORT/',
    'http://a.example.com\r\n.127.0.0.1/',
    'http://a.example.com/\u0000',
    'http://a.exam\u0085ple.com/',
    'http://a b.example.com/',
    'http://a%20b.example.com/',
    'http://a%0d%0ab.example.com/',
    'http://a%00.example.com/',
  ].map((one) => (typeof one === 'number' ? `http://a.example.com:${one}/` : one)),
};

/** Names that lead there, and what the name server answers. */
const RESOLVED: readonly (readonly [what: string, answers: readonly string[]])[] = [
  ['to the loopback', ['127.0.0.1']],
  ['to the loopback of IPv6', ['::1']],
  ['to any address of this machine', ['0.0.0.0']],
  ['to any address of IPv6', ['::']],
  ['to a mapped address', ['::ffff:127.0.0.1']],
  ['through NAT64', ['64:ff9b::7f00:1']],
  ['through 6to4', ['2002:7f00:1::']],
  ['to the metadata of a cloud', ['169.254.169.254']],
  ['to the wire server of a cloud', ['168.63.129.16']],
  ['to a private network', ['10.1.2.3']],
  ['to a private network of IPv6', ['fd00::2']],
  ['to a link', ['fe80::1']],
  ['to a link with a zone', ['fe80::1%lo']],
  ['to a public and a private address', ['93.184.216.34', '127.0.0.1']],
  ['to a private and a public address', ['127.0.0.1', '93.184.216.34']],
  ['to a public address and one of IPv6 that is not', ['93.184.216.34', '::1']],
  ['to a private one at the end of a hundred', [...Array<string>(100).fill('93.184.216.34'), '10.0.0.1']],
  ['to a number', ['2130706433']],
  ['to a number of a public address', ['134744072']],
  ['to another name', ['localhost']],
  ['to nothing that is an address', ['']],
  ['to an address with a port', ['127.0.0.1:80']],
];

describe('hostile addresses', () => {
  let world: HostileWorld;
  let scout: TestScout;
  let stranger: GuardedFetch;

  beforeAll(async () => {
    world = await openHostileWorld();
    scout = await TestScout.open({ settings: { FETCH_ALLOW: new URL(world.address).host } });
    stranger = new GuardedFetch({
      allow: [new URL(world.address).host],
      maxBytes: 100_000,
      timeoutMs: 3_000,
      resolve,
    });
  });
  afterAll(async () => {
    await stranger.close();
    await scout.close();
    await world.close();
  });
  beforeEach(() => {
    world.jobs.jobs.length = 0;
  });

  const resolve = async (name: string): Promise<readonly string[]> => {
    const answer = world.names.get(name);
    if (!answer) throw Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' });
    return await answer();
  };
  const place = (address: string): string => address.replaceAll('PORT', String(world.canary.port));
  /** Header values are bytes. */
  const location = (address: string) => ({ location: Buffer.from(address, 'utf8').toString('latin1') });

  /** As the address of a source. */
  const asFeed = async (address: string): Promise<void> => {
    await expect(stranger.get(address)).rejects.toMatchObject({ code: FORBIDDEN, status: 422 });
    if (!URL.canParse(address) || address.includes('\0')) return; // PostgreSQL takes no NUL
    await world.source('s', address);
    expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'failed', code: FORBIDDEN });
    expect(await world.sources.get('s')).toMatchObject({
      status: 'paused',
      lastErrorCode: FORBIDDEN,
      nextFetchAt: null,
    });
  };
  /** Behind a redirect of every kind. */
  const asRedirect = async (address: string): Promise<void> => {
    for (const status of REDIRECTS) {
      const from = world.answer(status, location(address));
      await expect(stranger.get(from)).rejects.toMatchObject({ code: FORBIDDEN });
    }
    const feed = world.answer(301, location(address));
    await world.source('s', feed);
    expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'failed', code: FORBIDDEN });
    expect(await world.sources.get('s')).toMatchObject({ status: 'paused', feedUrl: feed });
  };
  /** As the page of a story; what is no web address is not kept at all. */
  const asPage = async (address: string): Promise<void> => {
    await world.database.query('TRUNCATE story, robots_file, fetch_host CASCADE');
    await world.source('p', `${world.address}/p.xml`, 'teasers');
    world.jobs.jobs.length = 0;
    await world.ingest.ingestFeed(
      'p',
      parseFeed(Buffer.from(rss([{ title: 'T', link: address, text: 'Begins …' }]))),
    );
    const jobs = world.jobs.jobs.filter((job) => job.queue === 'fetch-article');
    for (const { payload } of jobs)
      expect(await world.articles.fetchArticle((payload as { ref: number }).ref)).toEqual({
        kind: 'refused',
        code: FORBIDDEN,
      });
  };

  for (const [group, addresses] of Object.entries(WRITTEN)) {
    describe(group, () => {
      it.each(addresses)('%j', async (written) => {
        const address = place(written);
        // Relative to the page that redirects there, some are no address of a foreign host at all.
        const target = URL.parse(address, world.address);
        const own = target?.origin === world.address;
        await asFeed(address);
        if (!own && !/[\r\n\0]/.test(address)) await asRedirect(address);
        if (target?.hostname !== 'a.example.com' && !own) await asPage(address);
        const answer = await scout.post('/sources', { id: 'x', name: 'X', feedUrl: address });
        expect([answer.statusCode, answer.json().errors[0].path]).toEqual([422, 'feedUrl']);
        expect([FORBIDDEN, 'INVALID_INPUT']).toContain(answer.json().code);
      });
    });
  }

  it('6 a list of feeds with all of them adds none of them', async () => {
    const all = Object.values(WRITTEN).flat().map(place);
    const outlines = all.map(
      (one) => `<outline text="X" xmlUrl="${one.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}"/>`,
    );
    const opml = `<opml version="2.0"><body>${outlines.join('')}</body></opml>`;
    const answer = await scout.post('/sources/opml', { opml: opml.replaceAll('\0', '') });
    expect(answer.statusCode).toBe(200);
    const stored = await scout.database.query<{ feed_url: string }>(
      'SELECT feed_url FROM source WHERE feed_url IS NOT NULL',
    );
    // XML folds line breaks in an attribute, which leaves some harmless ones.
    for (const { feed_url } of stored)
      expect(new URL(feed_url)).toMatchObject({ hostname: 'a.example.com', port: '' });
  });

  describe('4 names that resolve there', () => {
    it.each(RESOLVED)('%s', async (what, answers) => {
      const name = `${what.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.example.com`;
      world.names.set(name, () => answers);
      for (const scheme of ['http', 'https']) {
        const address = `${scheme}://${name}:${world.canary.port}/`;
        await asFeed(address);
        await asRedirect(address);
        await asPage(address);
      }
    });

    it.each(['127.0.0.1.nip.io', '127-0-0-1.sslip.io', 'localtest.me', 'lvh.me', '7f000001.rbndr.us'])(
      '%s',
      async (name) => {
        world.names.set(name, () => ['127.0.0.1']);
        await asFeed(`http://${name}:${world.canary.port}/`);
        await asRedirect(`http://${name}:${world.canary.port}/`);
      },
    );

    it('between check and use: the address that was checked is the one that is opened', async () => {
      const turns = [['93.184.216.34'], ['127.0.0.1']];
      let asked = 0;
      world.names.set('rebind.example.com', () => turns[asked++ % 2] ?? []);
      const address = `http://rebind.example.com:${world.canary.port}/`;
      await world.source('s', address);
      // Once checked, once opened, and both are the same answer of the name server.
      expect(await world.fetches.fetchSource('s')).toMatchObject({
        kind: 'failed',
        code: 'FETCH_CONNECTION',
      });
      expect(world.canary.noticed.splice(0)).toEqual([`tried 93.184.216.34 port ${world.canary.port}`]);
      expect(asked).toBe(1);
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'failed', code: FORBIDDEN });
    });

    it('between a page and where it redirects to on the same host', async () => {
      const host = `two-faced.example.com:${new URL(world.address).port}`;
      const client = new GuardedFetch({ allow: [host], maxBytes: 1_000, timeoutMs: 3_000, resolve });
      let asked = 0;
      world.names.set('two-faced.example.com', () => [asked++ === 0 ? '127.0.0.1' : '169.254.169.254']);
      const path = new URL(
        world.answer(302, { location: `http://two-faced.example.com:${world.canary.port}/` }),
      ).pathname;
      await expect(client.get(`http://${host}${path}`)).rejects.toMatchObject({ code: FORBIDDEN });
      await client.close();
    });

    it('the allow-list opens one port of a host and no other', async () => {
      world.names.set('friend.example.com', () => ['127.0.0.1']);
      const port = Number(new URL(world.address).port);
      const client = new GuardedFetch({
        allow: [`friend.example.com:${port}`],
        maxBytes: 1_000,
        timeoutMs: 3_000,
        resolve,
      });
      const path = new URL(world.answer(200, {}, 'yes')).pathname;
      expect((await client.get(`http://FRIEND.example.com:${port}${path}`)).body.toString()).toBe('yes');
      for (const other of [
        `friend.example.com:${world.canary.port}`,
        `127.0.0.1:${port}`,
        `friend.example.com.:${port}`,
        `a.friend.example.com:${port}`,
      ])
        await expect(client.get(`http://${other}/`)).rejects.toBeDefined();
      await client.close();
    });
  });

  describe('5 redirects', () => {
    const at = (path: string): string => world.address + path;
    const leading = (path: string, status: number, to: string): void => {
      world.routes[path] = (_, response) => response.writeHead(status, { location: to }).end();
    };
    const failsAs = async (address: string, code: string): Promise<void> => {
      await expect(stranger.get(address)).rejects.toMatchObject({ code });
      await world.source('s', address);
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'failed', code });
      expect(await world.sources.get('s')).toMatchObject({
        status: code === FORBIDDEN ? 'paused' : 'active',
        feedUrl: address,
      });
    };

    it.each(REDIRECTS)('in a circle of two, of one and of six, by %i', async (status) => {
      leading('/a', status, '/b');
      leading('/b', status, '/a');
      leading('/self', status, '/self');
      leading('/self-fragment', status, '/self-fragment#x');
      for (let i = 0; i < 6; i++) leading(`/ring/${i}`, status, `/ring/${(i + 1) % 6}`);
      for (const path of ['/a', '/self', '/self-fragment', '/ring/0'])
        await failsAs(at(path), 'FETCH_REDIRECT');
    });

    it('that never end', async () => {
      let hops = 0;
      for (let i = 0; i < 20; i++)
        world.routes[`/hop/${i}`] = (_, response) => {
          hops++;
          response.writeHead(302, { location: `/hop/${i + 1}` }).end();
        };
      await failsAs(at('/hop/0'), 'FETCH_REDIRECT');
      expect(hops).toBe(12); // six requests each, of the client and of the job
    });

    it('through harmless hosts to a forbidden one', async () => {
      leading('/1', 301, `${world.otherAddress}/2`);
      leading('/2', 302, at('/3'));
      leading('/3', 308, place('http://127.0.0.1:PORT/'));
      await world.source('s', at('/1'));
      expect(await world.fetches.fetchSource('s')).toMatchObject({ code: FORBIDDEN });
      expect(await world.sources.get('s')).toMatchObject({ status: 'paused', feedUrl: at('/1') });
    });

    it.each([
      ['a scheme-relative address', '//127.0.0.1:PORT/', FORBIDDEN],
      ['backslashes', String.raw`\\127.0.0.1:PORT\ `, FORBIDDEN],
      ['three slashes', '///127.0.0.1:PORT/', FORBIDDEN],
      ['white space around', '   http://127.0.0.1:PORT/   ', FORBIDDEN],
      ['a tab inside', 'http://127.0.0.1\t:PORT/', FORBIDDEN],
      ['two addresses', 'http://a.example.com/, http://127.0.0.1:PORT/', 'FETCH_DNS'],
      ['another port of the same host', 'http://127.0.0.1:PORT/', FORBIDDEN],
      ['an address that is none', 'http://[', FORBIDDEN],
      ['a long one', `/${'x'.repeat(20_000)}`, 'FETCH_BAD_STATUS'],
      ['one that is too long', `/${'x'.repeat(60_000)}`, 'FETCH_CONNECTION'],
    ])('to %s', async (_, to, code) => {
      const address = world.answer(302, { location: place(to) });
      await world.source('s', address);
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'failed', code });
    });

    it('with line breaks in the address', async () => {
      const evil = place('http://127.0.0.1:PORT/');
      const address = world.raw.says(
        `HTTP/1.1 302 Found\r\nlocation: /x\r\n  ${evil}\r\ncontent-length: 0\r\n\r\n`,
      );
      await world.source('s', address);
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'failed' });
      const bare = world.raw.says(`HTTP/1.1 302 Found\r\nlocation: /x\n${evil}\r\ncontent-length: 0\r\n\r\n`);
      await world.source('s', bare);
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'failed' });
      const twice = world.raw.says(
        `HTTP/1.1 302 Found\r\nlocation: ${evil}\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n`,
      );
      await world.source('s', twice);
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'failed' });
    });

    it('without an address are no redirects', async () => {
      await world.source('s', world.answer(302));
      expect(await world.fetches.fetchSource('s')).toMatchObject({
        kind: 'failed',
        code: 'FETCH_BAD_STATUS',
      });
    });

    it('by other means than a status are not followed', async () => {
      const evil = place('http://127.0.0.1:PORT/');
      const page = `<html><head><meta http-equiv="refresh" content="0;url=${evil}"><base href="${evil}"></head><body><script>location='${evil}'</script>`;
      await world.source(
        's',
        world.answer(
          200,
          { refresh: `0;url=${evil}`, link: `<${evil}>; rel=preload`, 'content-type': 'text/html' },
          page,
        ),
      );
      expect(await world.fetches.fetchSource('s')).toMatchObject({
        kind: 'failed',
        code: 'FEED_IS_WEB_PAGE',
      });
      await world.source('s', world.answer(201, { location: evil }, rss([{ title: 'T' }])));
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'fetched' });
      await world.source('s', world.answer(300, { location: evil }));
      expect(await world.fetches.fetchSource('s')).toMatchObject({
        kind: 'failed',
        code: 'FETCH_BAD_STATUS',
      });
      await world.source(
        's',
        world.answer(200, { 'alt-svc': `h2="127.0.0.1:${world.canary.port}"` }, rss([{ title: 'T' }])),
      );
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'fetched' });
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'unchanged' });
    });

    it('of a page or its robots.txt', async () => {
      const evil = place('http://127.0.0.1:PORT/');
      for (const path of ['/robots.txt', '/article']) {
        leading(path, 302, evil);
        await asPage(at('/article'));
        Reflect.deleteProperty(world.routes, path);
      }
      const body = `<p>${'A long sentence about a plant that was opened on Monday. '.repeat(30)}</p>`;
      const parts = [
        'img src',
        'iframe src',
        'link rel=stylesheet href',
        'script src',
        'object data',
        'video poster',
        'base href',
      ];
      world.routes['/article'] = (_, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(
            `<html><head></head><body><article>${parts.map((part) => `<${part}="${evil}">`).join('')}${body}`,
          );
      await world.database.query('TRUNCATE story, robots_file, fetch_host CASCADE');
      await world.ingest.ingestFeed(
        'p',
        parseFeed(Buffer.from(rss([{ title: 'T', link: at('/article'), text: 'Begins …' }]))),
      );
      const job = world.jobs.jobs.findLast((one) => one.queue === 'fetch-article');
      expect((await world.articles.fetchArticle((job?.payload as { ref: number }).ref)).kind).toMatch(
        /^(?:taken|refused)$/,
      );
    });
  });

  it('6 what belongs to one host is not sent on to another, nor to another port of it', async () => {
    const seen: (string | undefined)[][] = [];
    world.routes['/secret'] = (request, response) => {
      const { authorization, cookie, host } = request.headers;
      seen.push([host, authorization, cookie]);
      response.setHeader('set-cookie', 'session=1');
      response.end();
    };
    world.routes['/on'] = (_, response) =>
      response.writeHead(302, { location: `${world.otherAddress}/secret`, 'set-cookie': 'session=1' }).end();
    world.routes['/here'] = (_, response) => response.writeHead(302, { location: '/secret' }).end();
    const hosts = [world.address, world.otherAddress].map((one) => new URL(one).host);
    const client = new GuardedFetch({ allow: hosts, maxBytes: 1_000, timeoutMs: 3_000, resolve });
    const headers = { authorization: 'Bearer s', cookie: 'k=v' };
    for (const path of ['/on', '/here', '/secret']) await client.get(world.address + path, { headers });
    await client.get(`${world.address}/secret`);
    await client.close();
    const [here, other] = hosts;
    expect(seen).toEqual([
      [other, undefined, undefined],
      [here, 'Bearer s', 'k=v'],
      [here, 'Bearer s', 'k=v'],
      [here, undefined, undefined],
    ]);
  });

  it('6 validators of a server cannot write headers of a request', async () => {
    const seen: (string | undefined)[] = [];
    world.routes['/etag'] = (request, response) => {
      seen.push(request.headers['x-evil'] as string | undefined);
      response.end(rss([{ title: 'T' }]));
    };
    await world.source('s', `${world.address}/etag`);
    await world.database.query(`UPDATE source SET etag = $1, last_modified = $2 WHERE id = 's'`, [
      '"1"\r\nX-Evil: 1',
      'x\nX-Evil: 1',
    ]);
    expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'fetched' });
    expect(seen).toEqual([undefined]);
  });

  itContactsNobody(
    () => world,
    (allow) => Promise.resolve(new GuardedFetch({ allow, maxBytes: 1_000, timeoutMs: 3_000 })),
  );
});
