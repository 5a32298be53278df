import type { BriefingView } from '../../src/briefings/briefings.service.js';
import { HOUR, MINUTE, TestScout } from '../support/scout.js';

const TITLE = 'Critical vulnerability in Gatelock VPN is exploited by ransomware gang';
const TEXT =
  'Security researchers found a zero-day in the Gatelock VPN appliance. Attackers stole data from 40 companies. A patch is out.';

describe('a later briefing of a reader', () => {
  let scout: TestScout;
  beforeEach(async () => {
    scout = await TestScout.open({ now: new Date('2026-07-06T06:00:00Z') });
    await scout.reader('sec', { timeZone: 'UTC' });
    await tell('first', 'Perimeter Daily', TITLE, TEXT);
    scout.at(MINUTE);
  });
  afterEach(() => scout.close());

  /** Told now, and known at once. */
  const tell = (id: string, source: string, title: string, summary: string): Promise<void> =>
    scout.tell([{ id, source, title, summary, publishedAt: scout.clock.now().toISOString() }]);
  const briefing = async (date: string): Promise<BriefingView> => {
    await scout.post('/digests/run', { readers: ['sec'] });
    await scout.workPages();
    return await scout.briefing('sec', date);
  };
  const storiesOf = (view: BriefingView): string[] => view.items.map((item) => item.story);

  it('leaves out an event of which nothing is new, however many tell it again', async () => {
    const [item] = (await briefing('2026-07-06')).items;
    expect(item).toMatchObject({ story: 'first' });
    expect(item).not.toHaveProperty('development');
    scout.at(22 * HOUR);
    await tell('again', 'Other Daily', `${TITLE}, researchers say`, TEXT);
    scout.at(2 * HOUR);
    expect(storiesOf(await briefing('2026-07-07'))).toEqual([]);
  });

  it('says what is new since it was last told of, with who says so', async () => {
    await briefing('2026-07-06');
    scout.at(20 * HOUR);
    await tell('again', 'Other Daily', `${TITLE}, researchers say`, TEXT);
    scout.at(2 * HOUR);
    await tell(
      'news',
      'Ledger Wire',
      `${TITLE} that demands $75 million`,
      'The ransomware gang that exploited the critical vulnerability in Gatelock VPN demands $75 million from the companies. Microsoft helps the victims.',
    );
    scout.at(2 * HOUR);
    const today = await briefing('2026-07-07');
    expect(storiesOf(today)).toEqual(['news']);
    const development = today.items[0]?.development;
    expect(development?.since).toBe('2026-07-06T06:01:00.000Z');
    expect(development?.whatIsNew[0]).toMatchObject({ story: 'news', source: 'Ledger Wire' });
    expect(development?.whatIsNew[0]?.text).toContain('$75 million');
    // As it was then, also when more has come up since.
    scout.at(HOUR);
    await tell(
      'more',
      'Northgrid Report',
      `${TITLE}; Nvidia pays $9 million`,
      'Nvidia paid the ransomware gang $9 million after the Gatelock VPN attack.',
    );
    expect(await scout.briefing('sec', '2026-07-07')).toMatchObject({ items: [{ development }] });
  });

  it('and a feed leave out what only restates the event that was read, and bring what is new of it', async () => {
    const read = {
      type: 'read',
      reader: 'sec',
      story: 'first',
      dwellSeconds: 60,
      at: scout.clock.now().toISOString(),
    };
    expect((await scout.post('/events', [read])).json()).toMatchObject({ accepted: 1 });
    scout.at(2 * HOUR);
    await tell('again', 'Other Daily', `${TITLE}, researchers say`, TEXT);
    scout.at(MINUTE);
    expect(await scout.feedIds('sec')).toEqual([]);
    await tell(
      'news',
      'Ledger Wire',
      `${TITLE} that demands $75 million`,
      'The ransomware gang that exploited the critical vulnerability in Gatelock VPN demands $75 million from the companies. Microsoft helps the victims.',
    );
    scout.at(MINUTE);
    expect((await scout.feedIds('sec'))[0]).toBe('news');
    scout.at(22 * HOUR);
    expect(storiesOf(await briefing('2026-07-07'))).toEqual(['news']);
  });

  it('knows what was delivered also where the event has become part of another, or the story has parted from it', async () => {
    await briefing('2026-07-06');
    scout.at(22 * HOUR);
    await tell('again', 'Other Daily', `${TITLE}, researchers say`, TEXT);
    const refOf = async (id: string): Promise<number> =>
      (await scout.database.query<{ ref: number }>('SELECT ref FROM story WHERE id = $1', [id]))[0]!.ref;
    // Joined under the ref of the other one.
    await scout.database.query('UPDATE story SET event_ref = $1', [await refOf('again')]);
    scout.at(2 * HOUR);
    expect(storiesOf(await briefing('2026-07-07'))).toEqual([]);
    // Parted: the other one is news of its own.
    await scout.database.query('UPDATE story SET event_ref = ref');
    await scout.database.query(`SELECT nextval('catalog_version')`);
    await scout.database.query('DELETE FROM briefing WHERE local_date = $1', ['2026-07-07']);
    await scout.database.query(`UPDATE reader SET next_delivery_at = NULL`);
    scout.at(MINUTE);
    expect(storiesOf(await briefing('2026-07-07'))).toEqual(['again']);
  });
});
