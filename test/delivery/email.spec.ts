import { jest } from '@jest/globals';
import { BriefingContents, type BriefingContent } from '../../src/delivery/briefing-contents.js';
import { DeliverService } from '../../src/delivery/deliver.service.js';
import { EmailChannel } from '../../src/delivery/email-channel.js';
import { MailTransport } from '../../src/delivery/mail-transport.js';
import { TokensService } from '../../src/delivery/tokens.service.js';
import { MINUTE, TestScout } from '../support/scout.js';
import { type Arrived, Mailbox } from './mailbox.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded', authorization: '' };

describe('the mail of a briefing', () => {
  let scout: TestScout;
  let mailbox: Mailbox;

  beforeAll(async () => {
    mailbox = await Mailbox.open();
    scout = await TestScout.open({
      now: new Date('2026-07-06T03:00:00Z'),
      settings: {
        SMTP_URL: mailbox.url,
        MAIL_FROM: 'Scout <briefing@scout.example>',
        MAIL_UNSUBSCRIBE_TO: 'leave@scout.example',
        PUBLIC_URL: 'https://scout.example/',
        READER_SETTINGS_URL: 'https://app.example/settings?reader={reader}',
      },
    });
    await scout.tellTheDay();
  });
  afterAll(async () => {
    await scout.close();
    await mailbox.close();
  });
  beforeEach(async () => {
    mailbox.clear();
    await scout.database.query('DELETE FROM reader');
    await scout.database.query('DELETE FROM suppression');
    scout.at('2026-07-06T05:00:00Z');
  });

  const reader = (id: string, wish: object = {}): Promise<void> =>
    scout.reader(id, { channels: ['email'], email: `${id}@readers.example`, ...wish });
  const deliver = (): Promise<number> => scout.app.get(DeliverService).run();
  /** Makes the briefings of everybody now and sends them. */
  const send = async (): Promise<Arrived[]> => {
    await scout.post('/digests/run');
    await scout.workPages();
    await deliver();
    return mailbox.arrived;
  };
  const statusOf = async (id: string): Promise<string | undefined> => {
    const rows = await scout.database.query<{ status: string }>(
      'SELECT o.status FROM outbox o JOIN reader r ON r.ref = o.reader_ref WHERE r.id = $1',
      [id],
    );
    return rows[0]?.status;
  };
  const header = ({ mail }: Arrived, name: string): string | undefined =>
    mail.headers.find((one) => one.key === name.toLowerCase())?.value;
  const unsubscribeUrl = (arrived: Arrived): string =>
    /^<https:\/\/scout\.example(\/v1\/unsubscribe\/[\w-]+)>/.exec(
      header(arrived, 'list-unsubscribe') ?? '',
    )![1]!;
  const open = (method: 'GET' | 'POST', url: string, payload?: string, headers: object = {}) =>
    scout.app.inject({ method, url, headers: { ...headers }, ...(payload === undefined ? {} : { payload }) });
  const channel = async (id: string) =>
    (await scout.get(`/readers/${id}/channels/email`)).json<{ on: boolean; unsubscribedAt: string | null }>();

  it('carries what the standards ask for', async () => {
    await reader('ada', { name: 'Ada Lind' });
    const [mail] = await send();
    expect(mail!.from).toBe('briefing@scout.example');
    expect(mail!.mail.from).toEqual({ address: 'briefing@scout.example', name: 'Scout' });
    expect(mail!.mail.to).toEqual([{ address: 'ada@readers.example', name: '' }]);
    expect(mail!.mail.messageId).toMatch(/^<[\w-]{40,}@scout\.example>$/);
    expect(header(mail!, 'list-unsubscribe')).toMatch(
      /^<https:\/\/scout\.example\/v1\/unsubscribe\/[\w-]+>, <mailto:leave@scout\.example\?subject=unsubscribe%20[\w-]+>$/,
    );
    expect(header(mail!, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(header(mail!, 'list-id')).toBe('Scout briefing <briefing.scout.example>');
    expect(header(mail!, 'auto-submitted')).toBe('auto-generated');
    expect(header(mail!, 'feedback-id')).toBe('2026-07-06:briefing:scout');
    expect(new Date(mail!.mail.date!)).toEqual(scout.clock.now());
    expect(header(mail!, 'content-type')).toMatch(/^multipart\/alternative/);
    for (const line of mail!.raw.split('\r\n')) expect(line.length).toBeLessThan(999);
    const briefing = await scout.briefing('ada', '2026-07-06');
    expect(mail!.mail.subject).toBe(briefing.items[0]!.headline);
  });

  it('says in its two parts what the briefing says', async () => {
    await reader('ada', { name: 'Ada Lind' });
    const [arrived] = await send();
    const briefing = await scout.briefing('ada', '2026-07-06');
    const text = squeezed(arrived!.mail.text!);
    const html = squeezed(visible(arrived!.mail.html!));
    expect(briefing.items.length).toBeGreaterThan(3);
    const said = [
      briefing.opening,
      'Change what you get',
      'Unsubscribe',
      ...briefing.items.flatMap((item) => [
        item.headline,
        item.source.name,
        ...item.reasons.map((reason) => reason.text),
        ...item.topics.map((topic) => topic.name),
        ...item.citations.slice(1).map(({ sentence }) => sentence),
        ...item.alsoReportedBy.map(({ source }) => source),
      ]),
    ];
    for (const words of said) {
      expect(html).toContain(squeezed(words));
      expect(text.toLowerCase()).toContain(squeezed(words).toLowerCase());
    }
    for (const link of links(arrived!.mail.html!)) expect(arrived!.mail.text).toContain(link);
    expect(arrived!.mail.text).toContain('https://app.example/settings?reader=ada');
  });

  describe('with texts that somebody made to break it', () => {
    const evil: BriefingContent = {
      reader: 'ada',
      localDate: '2026-07-06',
      dateText: 'Monday, 6 July 2026',
      timeZone: 'Europe/Berlin',
      createdAt: new Date('2026-07-06T05:00:00Z'),
      opening: 'Good morning, <script>alert(1)</script>.',
      items: [
        {
          story: 's1',
          headline:
            'Deal\r\nBcc: everybody@victims.example\r\n\r\n<img src=x onerror=alert(1)> \u202Egpj.exe',
          url: 'javascript:alert(1)',
          source: '"><b>Wire</b>\nX-Evil: 1',
          mark: null,
          topics: ['<i>Chips</i>'],
          lead: [
            {
              sentence: 'A & B <style>*{display:none}</style>',
              source: 'Wire',
              url: 'https://a.example/"><script>',
            },
            { sentence: 'Second.', source: 'Wire', url: 'https://user:pass@a.example/' },
          ],
          whatIsNew: [{ sentence: '.\r\n.\r\nRCPT TO:<x@y.example>', source: 'Dots', url: 'ftp://x/' }],
          statements: [],
          figures: ['<b>1</b> bn USD'],
          alsoReportedBy: [{ source: 'Data', url: 'data:text/html,<script>alert(1)</script>' }],
          reasons: ['Because <u>you</u>'],
        },
      ],
    };

    it('escapes, links to the web only, and keeps one line one line', async () => {
      await reader('ada');
      const contents = scout.app.get(BriefingContents);
      const { of } = contents;
      contents.of = () => Promise.resolve(evil);
      const [arrived] = await send().finally(() => (contents.of = of));
      expect(mailbox.arrived).toHaveLength(1);
      const { mail, raw, to } = arrived!;
      expect(to).toBe('ada@readers.example');
      expect(mail.subject).toBe('Deal Bcc: everybody@victims.example <img src=x onerror=alert(1)> gpj.exe');
      expect(mail.bcc ?? []).toEqual([]);
      expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^(Bcc|X-Evil):/m);
      const html = mail.html!;
      expect(html).not.toMatch(/<(script|img|iframe|b>Wire|i>|u>)/i);
      expect(html.match(/<style>/g)).toHaveLength(1);
      expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      for (const href of links(html)) expect(href).toMatch(/^https:\/\/(a\.example\/%22|scout\.|app\.)/);
      expect(html + mail.text!).not.toMatch(/[\u202A-\u202E]/);
      expect(mail.text).toContain('. . RCPT TO:<x@y.example>');
    });

    it('loads nothing from anywhere', async () => {
      await reader('ada');
      const [arrived] = await send();
      expect(arrived!.mail.html).not.toMatch(/<(img|link|script|iframe|object|video)|url\(|@import|src=/i);
    });
  });

  describe('can be ended by the reader', () => {
    it('38: by the button of the mail client, at once and for good', async () => {
      await reader('ada');
      const [first] = await send();
      const url = unsubscribeUrl(first!);
      const form = 'List-Unsubscribe=One-Click';
      for (let i = 0; i < 2; i++) expect((await open('POST', url, form, FORM)).statusCode).toBe(200);
      expect(await channel('ada')).toMatchObject({ on: false, unsubscribedAt: '2026-07-06T05:00:00.000Z' });
      expect((await scout.get('/readers/ada')).json()).toMatchObject({ channels: [] });

      // A client that states all of its readers every night does not bring the mails back.
      await reader('ada');
      scout.at('2026-07-07T05:00:00Z');
      await send();
      expect(mailbox.arrived).toHaveLength(1);
      expect(await channel('ada')).toMatchObject({ on: false });
      const again = await scout.call('PUT', '/readers/ada/channels/email', { on: true, skipIfEmpty: false });
      expect(again.json()).toMatchObject({ on: true, skipIfEmpty: false, unsubscribedAt: null });
      scout.at('2026-07-08T05:00:00Z');
      await send();
      expect(mailbox.arrived).toHaveLength(2);
    });

    it('38: by a form in either encoding, and not by looking at the page', async () => {
      await reader('ada');
      const [first] = await send();
      const url = unsubscribeUrl(first!);
      const seen = await open('GET', url);
      expect([seen.statusCode, seen.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(seen.headers['content-security-policy']).toContain("form-action 'self'");
      expect(seen.body).toContain('<form method="post">');
      expect(await channel('ada')).toMatchObject({ on: true });
      const type = 'multipart/form-data; boundary=b';
      const body =
        '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
      expect((await open('POST', url, body, { 'content-type': type })).statusCode).toBe(200);
      expect(await channel('ada')).toMatchObject({ on: false });
    });

    it('38: while the mails of the run are being sent', async () => {
      await reader('ada');
      await reader('bea');
      await scout.post('/digests/run');
      await scout.workPages();
      const { service, token } = await tokenOf('bea');
      mailbox.onData = async (): Promise<'accept'> => {
        expect((await open('POST', `/v1/unsubscribe/${token}`, '', FORM)).statusCode).toBe(200);
        return 'accept';
      };
      Object.assign(service, { concurrency: 1 });
      await deliver();
      Object.assign(service, { concurrency: 4 });
      expect(mailbox.arrived.map(({ to }) => to)).toEqual(['ada@readers.example']);
      expect(await statusOf('bea')).toBe('suppressed');
    });

    async function tokenOf(id: string) {
      const [{ ref }] = (await scout.database.query<{ ref: number }>('SELECT ref FROM reader WHERE id = $1', [
        id,
      ])) as [{ ref: number }];
      return {
        service: scout.app.get(EmailChannel),
        token: await scout.app.get(TokensService).ofReader(ref),
      };
    }

    it('by an address that works for nobody else, and still answers when the reader is gone', async () => {
      await reader('ada');
      const [first] = await send();
      const url = unsubscribeUrl(first!);
      for (const wrong of [`${url.slice(0, -1)}_`, '/v1/unsubscribe/1', `/v1/unsubscribe/${'A'.repeat(50)}`])
        for (const method of ['GET', 'POST'] as const)
          expect((await open(method, wrong, '', FORM)).statusCode).toBe(404);
      await scout.call('DELETE', '/readers/ada');
      expect((await open('POST', url, '', FORM)).statusCode).toBe(200);
      const [left] = await scout.database.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM channel_preference',
      );
      expect(left!.n).toBe(0);
    });
  });

  describe('has links that', () => {
    /** Than sixty a minute, however slowly they are asked for: one more is allowed each second. */
    const SOME_MORE = 90;
    const from = (remoteAddress: string, method: 'GET' | 'POST', url: string) =>
      scout.app.inject({ method, url, remoteAddress, headers: FORM, payload: '' });
    const statuses = async (times: number, ask: () => Promise<{ statusCode: number }>): Promise<number[]> => {
      const all: number[] = [];
      for (let i = 0; i < times; i++) all.push((await ask()).statusCode);
      return all;
    };

    it('guessed wrong are soon refused to an address, which ends the mails of others as before', async () => {
      await reader('ada');
      const [mail] = await send();
      const url = unsubscribeUrl(mail!);
      const wrong = await statuses(SOME_MORE, () => from('192.0.2.1', 'POST', '/v1/unsubscribe/wrong'));
      expect([new Set(wrong.slice(0, 60)), wrong.includes(429)]).toEqual([new Set([404]), true]);
      const refused = await from('192.0.2.1', 'GET', '/v1/why/wrong?story=x');
      expect([refused.statusCode, refused.json().code]).toEqual([429, 'RATE_LIMITED']);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      const elsewhere = await from('192.0.2.2', 'GET', '/v1/unsubscribe/wrong');
      expect([elsewhere.statusCode, elsewhere.json().detail]).toEqual([
        404,
        'This address does not exist, or not any more.',
      ]);
      expect((await from('192.0.2.1', 'POST', url)).statusCode).toBe(200);
      expect(await channel('ada')).toMatchObject({ on: false });
    });

    it('are right are opened by one provider for any number of readers, and none of them without end', async () => {
      const ids = Array.from({ length: 100 }, (_, i) => `r${i}`);
      for (const id of ids) await reader(id);
      for (const mail of await send())
        expect((await from('192.0.2.3', 'POST', unsubscribeUrl(mail))).statusCode).toBe(200);
      const [left] = await scout.database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM reader WHERE 'email' = ANY (channels)`,
      );
      expect(left!.n).toBe(0);
      const why = new URL(links(mailbox.arrived[0]!.mail.html!).find((href) => href.includes('/v1/why/'))!);
      const opened = await statuses(SOME_MORE, () => from('192.0.2.4', 'GET', why.pathname + why.search));
      expect([new Set(opened.slice(0, 60)), opened.includes(429)]).toEqual([new Set([200]), true]);
      const other = new URL(links(mailbox.arrived[1]!.mail.html!).find((href) => href.includes('/v1/why/'))!);
      expect((await from('192.0.2.4', 'GET', other.pathname + other.search)).statusCode).toBe(200);
    });
  });

  describe('that comes back', () => {
    it('suppresses the address, which is kept as a hash only, until it is released', async () => {
      for (const id of ['ada', 'bea', 'cleo', 'dora']) await reader(id);
      const arrived = await send();
      const idOf = (id: string) => arrived.find(({ to }) => to.startsWith(id))!.mail.messageId;
      const detail = '550 5.1.1 <ada@readers.example> unknown';
      const items = [
        { kind: 'bounce-permanent', messageId: idOf('ada'), detail },
        { kind: 'complaint', email: 'BEA@readers.example', at: '2026-07-06T04:00:00Z' },
        { kind: 'bounce-temporary', reader: 'cleo' },
        { kind: 'bounce-permanent', reader: 'nobody' },
        { kind: 'bounce-permanent', messageId: '<forged@scout.example>' },
      ];
      const answer = { taken: 3, suppressed: 2, unknown: [3, 4] };
      for (let i = 0; i < 2; i++)
        expect((await scout.post('/delivery/bounces', { items })).json()).toEqual(answer);
      const listed = (await scout.get('/delivery/suppressions')).json<{ items: { id: string }[] }>().items;
      expect(listed).toHaveLength(2);
      const stored = await scout.database.query('SELECT row_to_json(s)::text AS row FROM suppression s');
      expect(JSON.stringify(stored)).not.toContain('readers.example');
      expect((await scout.get('/readers/ada/channels/email')).json()).toMatchObject({
        on: true,
        hindrance: expect.stringContaining('suppressed (bounce'),
      });
      await keepEmpty();
      scout.at('2026-07-07T05:00:00Z');
      mailbox.clear();
      await send();
      expect(mailbox.arrived.map(({ to }) => to).sort()).toEqual([
        'cleo@readers.example',
        'dora@readers.example',
      ]);
      expect((await scout.call('DELETE', '/delivery/suppressions/ada@readers.example')).statusCode).toBe(204);
      for (const { id } of listed)
        expect([204, 404]).toContain((await scout.call('DELETE', `/delivery/suppressions/${id}`)).statusCode);
      expect((await scout.get('/delivery/suppressions')).json()).toEqual({ items: [] });
    });

    it('suppresses the address that it was sent to, also where the reader has another one or is gone', async () => {
      for (const id of ['ada', 'bea', 'cleo']) await reader(id);
      const arrived = await send();
      const of = (id: string) => arrived.find(({ to }) => to.startsWith(id))!;
      for (const id of ['ada', 'bea'])
        await scout.call('PATCH', `/readers/${id}`, { email: `${id}@new.example` });
      expect((await scout.call('DELETE', '/readers/cleo')).statusCode).toBe(204);
      const items = ['ada', 'cleo'].map((id) => ({
        kind: 'complaint',
        messageId: of(id).mail.messageId,
        detail: `${id}@readers.example said so`,
      }));
      expect((await scout.post('/delivery/bounces', { items })).json()).toEqual({
        taken: 2,
        suppressed: 2,
        unknown: [],
      });
      const bounced = `Subject: failure\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n${of('bea').raw}`;
      const headers = { 'content-type': 'message/rfc822' };
      expect((await scout.call('POST', '/delivery/bounces/raw', bounced, { headers })).json()).toEqual({
        kind: 'bounce-permanent',
        taken: true,
      });
      for (const id of ['ada', 'bea'])
        expect((await scout.get(`/readers/${id}/channels/email`)).json().hindrance).toBeNull();
      expect(JSON.stringify((await scout.get('/delivery/suppressions')).json())).not.toContain('@');
      for (const id of ['ada', 'bea', 'cleo'])
        expect((await scout.call('DELETE', `/delivery/suppressions/${id}@readers.example`)).statusCode).toBe(
          204,
        );
    });

    const keepEmpty = () =>
      scout.database.query(
        `INSERT INTO channel_preference (reader_ref, channel, skip_if_empty) SELECT ref, 'email', false FROM reader`,
      );

    it('is understood as the mail server hands it over', async () => {
      await reader('ada');
      await reader('bea');
      const arrived = await send();
      const raw = (body: string) =>
        scout.call('POST', '/delivery/bounces/raw', body, { headers: { 'content-type': 'message/rfc822' } });
      const [ada, bea] = ['ada', 'bea'].map((id) => arrived.find(({ to }) => to.startsWith(id))!);
      const bounced = `Subject: failure\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n${ada!.raw}`;
      expect((await raw(bounced)).json()).toEqual({ kind: 'bounce-permanent', taken: true });
      const forged = bounced.replaceAll(/<[\w-]+@/g, '<forged@');
      expect((await raw(forged)).json()).toEqual({ kind: 'bounce-permanent', taken: false });
      const token = /subject=unsubscribe%20([\w-]+)/.exec(header(bea!, 'list-unsubscribe')!)![1]!;
      expect((await raw(`Subject: unsubscribe ${token}\r\n\r\n`)).json()).toEqual({
        kind: 'unsubscribe',
        taken: true,
      });
      expect((await scout.get('/readers/ada/channels/email')).json().hindrance).toContain('bounce');
      expect(await channel('bea')).toMatchObject({ on: false });
      expect((await scout.get('/delivery/outbox?reader=ada')).json().items).toEqual([
        expect.objectContaining({ reader: 'ada', status: 'sent', error: 'bounce-permanent 5.1.1' }),
      ]);
      expect((await scout.post('/delivery/bounces/raw', {})).statusCode).toBe(422);
    });
  });

  it('can be looked at before', async () => {
    await reader('ada');
    await send();
    const html = await scout.get('/readers/ada/briefings/2026-07-06/email');
    expect(html.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(html.headers['content-security-policy']).toContain("default-src 'none'");
    expect(html.body.replaceAll('\n', '\r\n').trim()).toBe(
      mailbox.arrived[0]!.mail.html!.replaceAll(/\r?\n/g, '\r\n').trim(),
    );
    const text = await scout.get('/readers/ada/briefings/2026-07-06/email?part=text');
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text.body.trim()).toBe(mailbox.arrived[0]!.mail.text!.replaceAll('\r\n', '\n').trim());
    expect((await scout.get('/readers/ada/briefings/2026-07-05/email')).statusCode).toBe(404);
  });

  it('can be tested, once a minute, also without a briefing', async () => {
    await reader('ada');
    const test = () => scout.post('/readers/ada/channels/email/test');
    const answer = await test();
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      {
        messageId: expect.stringMatching(/^<test-\w+@scout\.example>$/),
        answer: expect.stringMatching(/^250/),
      },
    ]);
    expect(mailbox.arrived[0]!.mail.subject).toBe(
      'Test: Nothing today that is worth your time · Monday, 6 July 2026',
    );
    expect([(await test()).statusCode, (await test()).json().code]).toEqual([429, 'TOO_MANY_TESTS']);
    scout.at(MINUTE);
    await send();
    await test();
    const [, briefing, again] = mailbox.arrived;
    expect(again!.mail.subject).toBe(`Test: ${briefing!.mail.subject!}`);
    expect(again!.mail.messageId).not.toBe(briefing!.mail.messageId);
    scout.at(MINUTE);
    mailbox.onRecipient = () => [550, '5.7.1 no, not from you'];
    expect((await test()).json()).toMatchObject({
      code: 'MAIL_NOT_TAKEN',
      detail: expect.stringContaining('5.7.1 no, not from you'),
    });
    // One that failed counts as well.
    expect((await test()).json().code).toBe('TOO_MANY_TESTS');
    scout.at(MINUTE);
    mailbox.onRecipient = () => [550, '5.1.1 nobody of this name'];
    expect((await test()).json().code).toBe('MAIL_NOT_TAKEN');
    scout.at(MINUTE);
    expect((await test()).json()).toMatchObject({
      code: 'MAIL_NOT_POSSIBLE',
      detail: expect.stringContaining('suppressed'),
    });
    await scout.call('PATCH', '/readers/ada', { email: null });
    expect((await test()).json()).toMatchObject({ code: 'MAIL_NOT_POSSIBLE' });
    const audited = await scout.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_entry WHERE action = 'channel.test' AND target = 'ada'`,
    );
    expect(audited[0]!.n).toBe(2);
  });

  it('is tested for a few readers at once, and for no longer than half a minute', async () => {
    for (const id of ['ada', 'bea', 'cid']) await reader(id);
    const reached = Promise.withResolvers<undefined>();
    const end = Promise.withResolvers<undefined>();
    let under = 0;
    mailbox.onData = async (): Promise<'accept'> => {
      if (++under === 2) reached.resolve(undefined);
      await end.promise;
      return 'accept';
    };
    const test = (id: string) => scout.post(`/readers/${id}/channels/email/test`);
    const two = Promise.all([test('ada'), test('bea')]);
    await reached.promise;
    const third = await test('cid');
    expect([third.statusCode, third.json().code]).toEqual([429, 'TOO_MANY_TESTS']);
    end.resolve(undefined);
    expect((await two).map((answer) => answer.statusCode)).toEqual([200, 200]);
    // It was not sent, so it may be at once.
    expect((await test('cid')).statusCode).toBe(200);

    // A server that says nothing is waited for no longer, whatever MAIL_TIMEOUT_MS is.
    scout.at(MINUTE);
    mailbox.onData = () => 'silence';
    const transport = scout.app.get(MailTransport);
    const send = transport.send.bind(transport);
    const asked: unknown[] = [];
    const spy = jest.spyOn(transport, 'send').mockImplementation((mail, mostMs) => {
      asked.push(mostMs);
      return send(mail, 300);
    });
    const silent = await test('ada');
    spy.mockRestore();
    expect([silent.statusCode, silent.json().code, asked]).toEqual([409, 'MAIL_NOT_TAKEN', [30_000]]);
  });

  it('leads to a page that says why, which only the mail opens', async () => {
    await reader('ada');
    const [arrived] = await send();
    const link = links(arrived!.mail.html!).find((href) => href.includes('/v1/why/'))!;
    const { pathname, search } = new URL(link);
    const [first] = (await scout.briefing('ada', '2026-07-06')).items;
    const seen = await open('GET', pathname + search);
    expect([seen.statusCode, seen.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const words = squeezed(visible(seen.body));
    for (const said of [first!.headline, ...first!.reasons.map((reason) => reason.text)])
      expect(words).toContain(squeezed(said));
    for (const wrong of [
      `${pathname}x${search}`,
      pathname,
      `${pathname}?story=nothing`,
      `/v1/why/1${search}`,
    ])
      expect([404, 422]).toContain((await open('GET', wrong)).statusCode);
    await scout.call('DELETE', '/readers/ada');
    expect((await open('GET', pathname + search)).statusCode).toBe(404);
  });

  it('can be cancelled and tried again by an operator, and is part of the export', async () => {
    await reader('ada');
    await scout.post('/digests/run');
    await scout.workPages();
    const path = '/delivery/outbox/ada/2026-07-06';
    expect((await scout.call('DELETE', path)).json()).toEqual({ channels: ['email'] });
    expect((await scout.call('DELETE', path)).statusCode).toBe(404);
    for (const date of ['0000-01-01', '2026-02-30', 'today'])
      expect((await scout.call('DELETE', `/delivery/outbox/ada/${date}`)).statusCode).toBe(422);
    await deliver();
    expect([mailbox.arrived.length, await statusOf('ada')]).toEqual([0, 'cancelled']);
    expect((await scout.post(`${path}/retry`)).statusCode).toBe(404);

    await reader('bea');
    mailbox.onRecipient = () => [552, '5.2.2 mailbox full'];
    await send();
    expect(await statusOf('bea')).toBe('failed');
    mailbox.clear();
    expect((await scout.post('/delivery/outbox/bea/2026-07-06/retry')).json()).toEqual({
      channels: ['email'],
    });
    await deliver();
    expect(mailbox.arrived).toHaveLength(1);
    const { lastDays, channels } = (await scout.get('/delivery/status')).json();
    expect(channels).toEqual(['email', 'webhook']);
    expect(lastDays).toEqual([
      expect.objectContaining({ status: 'cancelled', count: 1 }),
      expect.objectContaining({ status: 'sent', count: 1, late: [0, 0, 0, 0] }),
    ]);
    const exported = (await scout.get('/readers/bea/export')).json();
    expect(exported.messages).toEqual([
      expect.objectContaining({ date: '2026-07-06', channel: 'email', status: 'sent' }),
    ]);
    expect(exported.channels).toEqual([
      expect.objectContaining({ channel: 'email', on: true }),
      expect.objectContaining({ channel: 'webhook', on: false }),
    ]);
  });
});

/** The words that somebody sees, without the style sheet and the preheader of a client. */
function visible(html: string): string {
  return html
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function links(html: string): string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'));
}
