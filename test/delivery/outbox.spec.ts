import { setTimeout as wait } from 'node:timers/promises';
import { decodeBriefing, encodeBriefing } from '../../src/briefings/briefing-codec.js';
import { DigestService } from '../../src/briefings/digest.service.js';
import { DeliverService } from '../../src/delivery/deliver.service.js';
import { Channels } from '../../src/delivery/channel.js';
import { EmailChannel } from '../../src/delivery/email-channel.js';
import { OutboxMetrics } from '../../src/delivery/outbox-metrics.js';
import { OutboxRepository } from '../../src/delivery/outbox.repository.js';
import { MetricsRegistry } from '../../src/platform/health/metrics.js';
import { HOUR, MINUTE, TestScout } from '../support/scout.js';
import { Mailbox } from './mailbox.js';

/** Default schedule: 07:00 local on weekdays, cut-off 20 hours; Berlin is two hours ahead of UTC in July. */
describe('the outbox and the mails', () => {
  let scout: TestScout;
  let mailbox: Mailbox;
  const sender = { MAIL_FROM: 'Scout <briefing@scout.example>', PUBLIC_URL: 'https://scout.example/' };

  beforeAll(async () => {
    mailbox = await Mailbox.open();
    scout = await TestScout.open({
      now: new Date('2026-07-06T03:00:00Z'),
      settings: { SMTP_URL: mailbox.url, ...sender },
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
    scout.jobs.jobs.length = 0;
    scout.at('2026-07-06T04:00:00Z');
  });

  const reader = (id: string, wish: object = {}): Promise<void> =>
    scout.reader(id, { channels: ['email'], email: `${id}@readers.example`, ...wish });
  const deliver = (from: TestScout = scout): Promise<number> => from.app.get(DeliverService).run();
  const brief = async (moment = '2026-07-06T05:00:00Z'): Promise<void> => {
    await scout.tick();
    scout.at(moment);
    await scout.tick();
    await scout.workPages();
  };
  interface Row {
    status: string;
    attempts: number;
    possibleDuplicate: boolean;
    error: string | null;
  }
  /** By reader, of the latest date. */
  const rows = async (): Promise<Record<string, Row>> => {
    const found = await scout.database.query<Row & { id: string }>(
      `SELECT r.id, o.status, o.attempts, o.possible_duplicate AS "possibleDuplicate", o.error
       FROM outbox o JOIN reader r ON r.ref = o.reader_ref ORDER BY r.id, o.local_date`,
    );
    return Object.fromEntries(found.map(({ id, ...row }) => [id, row]));
  };
  const statuses = async (): Promise<Record<string, string>> =>
    Object.fromEntries(Object.entries(await rows()).map(([id, row]) => [id, row.status]));

  it('sends one mail for each briefing to whoever wants one, whatever runs twice', async () => {
    await reader('ada');
    await reader('bea', { timeZone: 'Asia/Kathmandu' });
    await scout.reader('none');
    await scout.reader('silent', { channels: [], email: 'silent@readers.example' });
    await scout.reader('nowhere', { channels: ['email'] });
    await brief();
    expect(scout.jobs.jobs).toEqual([
      { queue: 'deliver-outbox', payload: {}, options: { jobId: 'deliver-outbox' } },
    ]);
    expect(await statuses()).toEqual({ ada: 'pending' });
    await Promise.all([deliver(), deliver()]);
    expect(await deliver()).toBe(0);
    expect((await scout.post('/digests/run')).statusCode).toBe(202);
    await scout.workPages();
    expect(mailbox.arrived.map(({ to }) => to).sort()).toEqual(['ada@readers.example']);
    await deliver();
    // The run by hand made briefings for all others; who has a mail channel got theirs.
    expect(mailbox.arrived.map(({ to }) => to).sort()).toEqual([
      'ada@readers.example',
      'bea@readers.example',
    ]);
    expect(await rows()).toMatchObject({
      ada: { status: 'sent', attempts: 1, possibleDuplicate: false, error: null },
      bea: { status: 'sent' },
    });
  });

  it('does so with two processes at once', async () => {
    const other = await TestScout.open({
      databaseUrl: scout.databaseUrl,
      now: scout.clock.now(),
      settings: { SMTP_URL: mailbox.url, ...sender },
    });
    try {
      const ids = Array.from({ length: 30 }, (_, i) => `r${String(i).padStart(2, '0')}`);
      for (const id of ids) await reader(id);
      await brief();
      other.at(scout.clock.now());
      await Promise.all([deliver(), deliver(other), deliver(), deliver(other)]);
      expect(mailbox.arrived.map(({ to }) => to).sort()).toEqual(ids.map((id) => `${id}@readers.example`));
      expect(mailbox.connections).toBeLessThanOrEqual(8);
    } finally {
      await other.close();
    }
  });

  describe('a reader who asks for the briefing of the day', () => {
    const ask = async (id: string): Promise<void> => {
      expect((await scout.get(`/readers/${id}/briefings/today`)).statusCode).toBe(200);
    };

    it('before the hour gets the mail at the hour, also one who was not planned yet', async () => {
      await reader('eager');
      await reader('new');
      await ask('new');
      await scout.tick();
      await ask('eager');
      expect(await deliver()).toBe(0);
      await brief();
      expect(await deliver()).toBe(2);
      await brief();
      expect(await deliver()).toBe(0);
      expect(mailbox.arrived).toHaveLength(2);
    });

    it('on a day without delivery gets no mail for it', async () => {
      await reader('never', { days: [] });
      await reader('quiet', { quietDates: ['2026-07-06'] });
      await reader('late', { deliveryTime: '05:00' });
      for (const planned of [false, true]) {
        for (const id of ['never', 'quiet', 'late']) await ask(id);
        if (!planned) await scout.tick();
      }
      await brief();
      expect([await deliver(), mailbox.arrived]).toEqual([0, []]);
      await brief('2026-07-07T05:00:00Z');
      expect(Object.keys(await rows())).toEqual(['late', 'quiet']);
    });

    it('gets it by what was wished and scheduled in between', async () => {
      await reader('later');
      await reader('quiet');
      await reader('banker', { industry: 'insurance' });
      const schedule = (path = '', method: 'PUT' | 'POST' | 'DELETE' = 'PUT', body?: object) =>
        scout.call(method, `/digests/schedules/insurers${path}`, body);
      await schedule('', 'PUT', { industry: 'insurance', localTime: '07:00', days: 'daily' });
      await scout.tick();
      for (const id of ['later', 'quiet', 'banker']) await ask(id);
      await scout.call('PATCH', '/readers/later', { deliveryTime: '09:00' });
      await scout.call('PATCH', '/readers/quiet', { quietDates: ['2026-07-06'] });
      await schedule('/pause', 'POST', {});
      await brief();
      expect(await deliver()).toBe(0);
      await brief('2026-07-06T07:00:00Z');
      expect(await deliver()).toBe(1);
      expect(mailbox.arrived.map(({ to }) => to)).toEqual(['later@readers.example']);
      await schedule('', 'DELETE');
    });

    it('while the hour comes gets one mail, whoever is faster', async () => {
      const ids = Array.from({ length: 12 }, (_, i) => `r${i}`);
      for (const id of ids) await reader(id);
      await scout.tick();
      scout.at('2026-07-06T05:00:00Z');
      await Promise.all([...ids.map(ask), scout.tick()]);
      await scout.tick();
      await scout.workPages();
      await deliver();
      expect(mailbox.arrived.map(({ to }) => to).sort()).toEqual(
        ids.map((id) => `${id}@readers.example`).sort(),
      );
      expect(await scout.deliveries()).toEqual([]);
    });

    it('and whose process died over it gets the mail at the hour', async () => {
      await reader('eager');
      await scout.tick();
      await scout.app.get(DigestService).run({ readers: ['eager'], asked: true, enqueue: false });
      scout.at(2 * MINUTE);
      await scout.tick();
      expect(await scout.workPages()).toBe(1);
      expect(await deliver()).toBe(0);
      await brief();
      expect(await deliver()).toBe(1);
    });
  });

  it('of a date that is run by hand for a cohort goes to nobody who wants none on that day', async () => {
    await reader('any');
    await reader('mondays', { days: ['mon'] });
    await reader('never', { days: [] });
    await reader('quiet', { quietDates: ['2026-07-05/2026-07-07'] });
    expect((await scout.post('/digests/run', { date: '2026-07-05' })).json().owed).toBe(4);
    expect(await scout.workPages()).toBe(4);
    expect(Object.keys(await rows())).toEqual(['any']);
    expect((await scout.post('/digests/run', { readers: ['never'] })).json().owed).toBe(1);
    await scout.workPages();
    expect(Object.keys(await rows())).toEqual(['any', 'never']);
  });

  it('37: tries again what may get better, and not what is final', async () => {
    for (const id of ['ada', 'bea', 'cleo', 'dora']) await reader(id);
    await brief();
    mailbox.onRecipient = (address) =>
      address.startsWith('ada')
        ? [450, '4.2.1 mailbox of <ada@readers.example> is busy']
        : address.startsWith('bea')
          ? [550, '5.7.1 not from you']
          : address.startsWith('cleo')
            ? [550, '5.1.1 no such user']
            : 'accept';
    await deliver();
    expect(await rows()).toMatchObject({
      ada: { status: 'pending', attempts: 1, error: expect.stringMatching(/450.*\(address\)> is busy/) },
      bea: { status: 'failed', error: expect.stringContaining('550') },
      cleo: { status: 'failed', error: expect.stringContaining('5.1.1') },
      dora: { status: 'sent' },
    });
    mailbox.onRecipient = () => 'accept';
    scout.at(MINUTE);
    await deliver();
    expect(mailbox.arrived.map(({ to }) => to)).toEqual(['dora@readers.example', 'ada@readers.example']);
    expect(await rows()).toMatchObject({ ada: { status: 'sent', attempts: 2, possibleDuplicate: false } });
    // The address does not exist: the next briefing is not even tried. There is nothing in it, so each has to want it.
    await scout.database.query(
      `INSERT INTO channel_preference (reader_ref, channel, skip_if_empty) SELECT ref, 'email', false FROM reader`,
    );
    scout.at('2026-07-07T05:00:00Z');
    await scout.tick();
    await scout.workPages();
    await deliver();
    expect(mailbox.arrived).toHaveLength(5);
    expect(await statuses()).toMatchObject({ bea: 'sent', cleo: 'suppressed' });
  });

  it('gives up at the cut-off of the digest', async () => {
    await reader('ada');
    await brief();
    mailbox.onRecipient = () => [450, '4.2.1 busy'];
    await deliver();
    scout.at(20 * HOUR);
    expect(await deliver()).toBe(1);
    expect(await rows()).toMatchObject({ ada: { status: 'failed', attempts: 2 } });
    scout.at(HOUR);
    expect(await deliver()).toBe(0);
  });

  it('37: leaves a server alone that takes nothing from anybody', async () => {
    for (let i = 0; i < 20; i++) await reader(`r${i}`);
    await brief();
    const busy = [421, '4.3.2 come back later'] as const;
    mailbox.onConnect = () => busy;
    mailbox.onRecipient = () => busy;
    expect(await deliver()).toBeLessThanOrEqual(8);
    expect(Object.values(await statuses())).toEqual(Array.from({ length: 20 }, () => 'pending'));
    mailbox.clear();
    scout.at(MINUTE);
    await deliver();
    expect(mailbox.arrived).toHaveLength(20);
    expect(Object.values(await rows()).filter((row) => row.possibleDuplicate)).toEqual([]);
  });

  it('37: sends again where the server is silent after the message, with the same id, and writes it down', async () => {
    await reader('ada');
    await brief();
    mailbox.onData = () => 'silence';
    const hasty = await TestScout.open({
      databaseUrl: scout.databaseUrl,
      now: scout.clock.now(),
      settings: { SMTP_URL: mailbox.url, MAIL_TIMEOUT_MS: '400', ...sender },
    });
    await deliver(hasty).finally(() => hasty.close());
    expect(await rows()).toMatchObject({ ada: { status: 'pending', attempts: 1, possibleDuplicate: true } });
    mailbox.onData = () => 'accept';
    scout.at(MINUTE);
    await deliver();
    expect(await rows()).toMatchObject({ ada: { status: 'sent', attempts: 2, possibleDuplicate: true } });
    const ids = mailbox.arrived.map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('sends nothing for an empty briefing, unless the reader wants to hear that', async () => {
    await reader('picky', { mutedTopics: [], mutedSources: [] });
    await brief();
    await scout.database.query('UPDATE briefing SET body = $1', [await emptyBody()]);
    await deliver();
    expect(await statuses()).toEqual({ picky: 'skipped' });
    expect(mailbox.arrived).toEqual([]);
  });

  async function emptyBody(): Promise<Buffer> {
    const rows = await scout.database.query<{ body: Buffer }>('SELECT body FROM briefing LIMIT 1');
    return encodeBriefing({ ...decodeBriefing(rows[0]!.body), items: [] });
  }

  it('sends nothing to a reader who is erased while others are served, and leaves nothing', async () => {
    await reader('ada');
    await reader('zoe');
    await brief();
    let erased: Promise<unknown> | undefined;
    // While ada's mail is under way zoe goes, and ada herself: her erasure waits until her mail is through.
    mailbox.onData = async (): Promise<'accept'> => {
      expect((await scout.call('DELETE', '/readers/zoe')).statusCode).toBe(204);
      erased = scout.call('DELETE', '/readers/ada');
      return 'accept';
    };
    const channel = scout.app.get(EmailChannel);
    Object.assign(channel, { concurrency: 1 });
    await deliver();
    Object.assign(channel, { concurrency: 4 });
    await erased;
    expect(mailbox.arrived.map(({ to }) => to)).toEqual(['ada@readers.example']);
    expect(await rows()).toEqual({});
    expect(await deliver()).toBe(0);
  });

  it('sends nothing to whoever gave the channel up or is cancelled', async () => {
    for (const id of ['ada', 'bea', 'cleo']) await reader(id);
    await brief();
    await scout.call('PATCH', '/readers/ada', { channels: [] });
    await scout.database.query(
      `UPDATE outbox SET status = 'cancelled' WHERE reader_ref = (SELECT ref FROM reader WHERE id = 'bea')`,
    );
    await deliver();
    expect(mailbox.arrived.map(({ to }) => to)).toEqual(['cleo@readers.example']);
    expect(await statuses()).toEqual({ ada: 'suppressed', bea: 'cancelled', cleo: 'sent' });
  });

  it('sends again what a dead worker had claimed, once its claim is old', async () => {
    await reader('ada');
    await brief();
    await scout.database.query(`UPDATE outbox SET status = 'sending', attempts = 1, claimed_at = $1`, [
      scout.clock.now(),
    ]);
    expect(await deliver()).toBe(0);
    scout.at(MINUTE);
    expect(await deliver()).toBe(1);
    expect(await rows()).toMatchObject({ ada: { status: 'sent', attempts: 2, possibleDuplicate: true } });
  });

  it('is held while the server takes its time, however long that may be', async () => {
    await reader('ada');
    await brief();
    const outbox = scout.app.get(OutboxRepository);
    const [effect] = await outbox.claim('email', scout.clock.now(), 1);
    for (const [longestMs, rest] of [
      [10_000, '1min'],
      [600_000, '610s'],
    ] as const) {
      await scout.database.transaction(async () => {
        expect(await outbox.hold(effect!, longestMs)).toBe(true);
        expect(await scout.database.query('SHOW idle_in_transaction_session_timeout')).toEqual([
          { idle_in_transaction_session_timeout: rest },
        ]);
      });
    }
    expect(scout.app.get(EmailChannel).longestMs).toBe(60_000);
  });

  it('is held although another worker locks the row for the instant in which it looks for work', async () => {
    await reader('ada');
    await brief();
    const outbox = scout.app.get(OutboxRepository);
    const [effect] = await outbox.claim('email', scout.clock.now(), 1);
    const looked = Promise.withResolvers<undefined>();
    const looking = scout.database.transaction(async () => {
      await scout.database.query('SELECT FROM outbox FOR UPDATE');
      looked.resolve(undefined);
      await wait(100);
    });
    await looked.promise;
    expect(await scout.database.transaction(() => outbox.hold(effect!, 1000))).toBe(true);
    await looking;
  });

  it('knows what it has sent although the database went away in between', async () => {
    await reader('ada');
    await brief();
    mailbox.onData = async (): Promise<'accept'> => {
      const ended = await scout.database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'
           AND datname = current_database() AND application_name = 'scout-api'`,
      );
      expect(ended).toHaveLength(1);
      return 'accept';
    };
    await deliver();
    expect(mailbox.arrived).toHaveLength(1);
    expect(await rows()).toMatchObject({ ada: { status: 'sent', attempts: 1, possibleDuplicate: false } });
  });

  it('goes on with the others when one briefing cannot be told', async () => {
    await reader('ada');
    await reader('bea');
    await brief();
    await scout.database.query(
      `UPDATE briefing SET body = '\\xff' WHERE reader_ref = (SELECT ref FROM reader WHERE id = 'ada')`,
    );
    await deliver();
    expect(mailbox.arrived.map(({ to }) => to)).toEqual(['bea@readers.example']);
    expect(await rows()).toMatchObject({ ada: { status: 'pending', attempts: 1 }, bea: { status: 'sent' } });
  });

  it('signs in over an encrypted line; a wrong password uses up nobody’s mail', async () => {
    const guarded = await Mailbox.open('right');
    await reader('ada');
    await brief();
    const withPassword = (password: string): Promise<TestScout> =>
      TestScout.open({
        databaseUrl: scout.databaseUrl,
        now: scout.clock.now(),
        settings: { SMTP_URL: guarded.url.replace('//', `//scout:${password}@`), ...sender },
      });
    const [wrong, right] = await Promise.all([withPassword('wrong'), withPassword('right')]);
    try {
      await deliver(wrong);
      expect(await rows()).toMatchObject({
        ada: { status: 'pending', attempts: 1, error: expect.stringContaining('535') },
      });
      right.at(MINUTE);
      await deliver(right);
      expect(guarded.arrived.map(({ to }) => to)).toEqual(['ada@readers.example']);
      expect(guarded.secured).toBe(true);
    } finally {
      await Promise.all([wrong.close(), right.close()]);
      await guarded.close();
    }
  });

  it('is measured by status, without what is settled or of long ago', async () => {
    const measured = async (): Promise<string[]> => {
      const registry = new MetricsRegistry();
      const { app, clock } = scout;
      new OutboxMetrics(registry, app.get(OutboxRepository), app.get(Channels), clock);
      await registry.refresh();
      return registry
        .text()
        .split('\n')
        .filter((line) => line.startsWith('scout_outbox_'));
    };
    for (const id of ['ada', 'bea', 'cid', 'dan']) await reader(id);
    await brief();
    scout.at(MINUTE);
    expect(await measured()).toEqual([
      'scout_outbox_messages{channel="email",status="pending"} 4',
      'scout_outbox_messages{channel="email",status="sending"} 0',
      'scout_outbox_messages{channel="email",status="failed"} 0',
      'scout_outbox_messages{channel="webhook",status="pending"} 0',
      'scout_outbox_messages{channel="webhook",status="sending"} 0',
      'scout_outbox_messages{channel="webhook",status="failed"} 0',
      'scout_outbox_oldest_due_seconds 60',
    ]);
    mailbox.onRecipient = (address) => {
      if (address.startsWith('ada')) return [550, '5.7.1 not from you'];
      return address.startsWith('bea') ? [450, '4.2.0 later'] : 'accept';
    };
    await deliver();
    await scout.database.query(
      `UPDATE outbox SET status = 'sending' WHERE reader_ref = (SELECT ref FROM reader WHERE id = 'cid')`,
    );
    expect((await measured()).filter((line) => line.includes('email') || line.includes('oldest'))).toEqual([
      'scout_outbox_messages{channel="email",status="pending"} 1',
      'scout_outbox_messages{channel="email",status="sending"} 1',
      'scout_outbox_messages{channel="email",status="failed"} 1',
      'scout_outbox_oldest_due_seconds 0',
    ]);
    await scout.database.query(`UPDATE outbox SET local_date = '2026-07-03' WHERE status = 'failed'`);
    expect(await measured()).toContain('scout_outbox_messages{channel="email",status="failed"} 0');
    const authorization = `Bearer ${await scout.newKey({})}`;
    const scraped = (await scout.app.inject({ url: '/metrics', headers: { authorization } })).body;
    expect(scraped).toMatch(/^scout_outbox_messages\{channel="email",status="pending"\} \d+$/m);
  });

  it('makes no rows where no mail server is set up', async () => {
    const plain = await TestScout.open({ databaseUrl: scout.databaseUrl, now: scout.clock.now() });
    try {
      await reader('ada');
      await plain.tick();
      plain.at('2026-07-06T05:00:00Z');
      await plain.tick();
      expect(await plain.workPages()).toBe(1);
      expect(await rows()).toEqual({});
      expect(plain.jobs.jobs).toEqual([]);
    } finally {
      await plain.close();
    }
  });
});
