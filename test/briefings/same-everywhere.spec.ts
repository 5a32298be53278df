import { BriefingViewService } from '../../src/briefings/briefing-view.service.js';
import { CandidatePoolsService } from '../../src/briefings/candidate-pools.service.js';
import { offlineWorld, type OfflineWorld, understandStories } from '../../src/cli/offline.js';
import type { FileReader } from '../../src/cli/input-files.js';
import { dailyBriefing } from '../../src/ranking/daily-briefing.js';
import type { RankingResult } from '../../src/ranking/pipeline.js';
import { hash32, mulberry32 } from '../../src/ranking/random.js';
import { DEFAULT_PROFILE } from '../../src/ranking/ranking-profile.js';
import { readerEntrySchema } from '../../src/readers/reader-schema.js';
import { ReadersService } from '../../src/readers/readers.service.js';
import { inventedDay } from '../support/invented-stories.js';
import { HOUR, MINUTE, MONDAY_NOON, TestScout } from '../support/scout.js';

/**
 * The same stories, readers, events, moment and seed in the API, in a job and in the offline command. Sources of which nothing
 * is known have the same authority (0.5) in all three; one whose authority an operator has set can only be told apart online.
 */
describe('a briefing of the same inputs', () => {
  const readers: FileReader[] = [
    { id: 'sec', role: 'security-engineer', industry: 'banking', about: 'Looks after payment systems' },
    { id: 'inv', role: 'investor-analyst', industry: 'capital-markets', followedTopics: ['semiconductors'] },
    { id: 'hr', role: 'VP of People', industry: 'chip start-up', mutedTopics: ['gaming'], length: 5 },
    { id: 'mute', role: 'designer', industry: 'gaming', mutedSources: ['Adroom Weekly'], length: 7 },
  ].map((reader) => readerEntrySchema.parse(reader));
  const story = inventedDay(MONDAY_NOON);
  const events = [
    { type: 'click', reader: 'sec', story: 'day-5', at: '2026-07-06T11:58:00Z' },
    { type: 'read', reader: 'inv', story: 'day-18', at: '2026-07-06T11:30:00Z', dwellSeconds: 12 },
    { type: 'save', reader: 'inv', story: 'day-1', at: '2026-07-06T11:40:00Z' },
    { type: 'hide', reader: 'hr', story: 'day-14', at: '2026-07-06T11:41:00Z' },
    { type: 'impression', reader: 'mute', story: 'day-2', at: '2026-07-06T11:42:00Z' },
    { type: 'mute', reader: 'hr', story: 'day-16', at: '2026-07-06T11:43:00Z' },
    { type: 'follow', reader: 'mute', entity: 'openai', story: 'day-10', at: '2026-07-06T11:44:00Z' },
  ] as const;
  const asOf = new Date(MONDAY_NOON.getTime() + 5 * MINUTE);
  const localDate = '2026-07-06';
  let scout: TestScout;
  let world: OfflineWorld | undefined;

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tell(story);
    for (const { id, ...body } of readers) await scout.reader(id, body);
    const answer = await scout.post('/events', { events });
    expect(answer.json()).toMatchObject({ accepted: events.length, errors: [] });
    scout.clock.set(asOf);
  });
  afterAll(() => scout.close());

  /** @param seed of the exploring slot, as the job makes it */
  function offline(reader: FileReader, length: number, seed?: string): RankingResult {
    world ??= offlineWorld(understandStories(story, asOf.getTime()), readers, [...events], asOf);
    return dailyBriefing.run({
      ...world,
      reader: world.readers.find((one) => one.id === reader.id)!,
      profile: DEFAULT_PROFILE,
      length,
      random: seed === undefined ? undefined : mulberry32(hash32(seed)),
    });
  }
  const told = (items: readonly { readonly score: number }[], id: (item: never) => string) =>
    items.map((item) => [id(item as never), item.score]);

  it.each(readers.map((reader) => [reader.id, reader] as const))(
    'is the same feed for %s',
    async (id, reader) => {
      const { items } = (await scout.get(`/readers/${id}/feed?limit=100`)).json<{
        items: {
          story: string;
          score: number;
          kind: string;
          contributions: object;
          reasons: { group: string }[];
        }[];
      }>();
      const expected = offline(reader, 200).items;
      expect(told(items, (item: { story: string }) => item.story)).toEqual(
        told(expected, (item: { id: string }) => item.id),
      );
      expect(items.map((item) => item.contributions)).toEqual(expected.map((item) => item.contributions));
      expect(items.map((item) => [item.kind, item.reasons.map((reason) => reason.group)])).toEqual(
        expected.map((item) => [item.kind, item.reasons.map((reason) => reason.group)]),
      );
      expect(items.length).toBeGreaterThan(1);
    },
  );

  it.each(readers.map((reader) => [reader.id, reader] as const))(
    'is the same stored briefing for %s, to a thousandth of a logit',
    async (id, reader) => {
      await scout.post('/digests/run', { readers: [id] });
      expect(await scout.workPages()).toBe(1);
      const briefing = await scout.briefing(id, localDate);
      const run = offline(reader, reader.length, `${id} ${localDate}`);
      expect(briefing.items.map((item) => [item.story, item.kind])).toEqual(
        run.items.map((item) => [item.id, item.kind]),
      );
      briefing.items.forEach((item, i) => {
        expect(Math.abs(item.score - run.items[i]!.score)).toBeLessThanOrEqual(1e-3);
        const parts = Object.values(item.contributions);
        expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - item.score)).toBeLessThan(1e-9);
      });
      expect(briefing.trace).toMatchObject({
        candidates: run.trace.candidates,
        removed: Object.values(run.trace.removed).reduce((sum, count) => sum + count, 0),
        scored: run.trace.scored,
        aboveThreshold: run.trace.aboveThreshold,
        seed: hash32(`${id} ${localDate}`),
      });
      expect(briefing.rankingProfile.hash).toBe(run.trace.profileHash);
      // As it would be shown at once, but for the kept digits and what a file calls its sources and events.
      const loaded = await scout.app.get(CandidatePoolsService).at(asOf, DEFAULT_PROFILE.rules.windowHours);
      const live = await scout.app
        .get(BriefingViewService)
        .liveItems(run.items, loaded, await scout.app.get(ReadersService).get(id));
      const shown = (items: typeof live) =>
        items.map(({ score: _score, contributions: _contributions, reasons, ...item }) => ({
          ...item,
          reasons: reasons.map(({ evidence, ...reason }) => ({
            ...reason,
            evidence: ['event', 'source'].includes(evidence.type) ? evidence.name : evidence,
          })),
        }));
      expect(shown(briefing.items)).toEqual(shown(live));
    },
  );

  it('is bit for bit the same when it is made again', async () => {
    const body = async () =>
      (await scout.database.query<{ body: Buffer }>('SELECT body FROM briefing ORDER BY reader_ref')).map(
        (row) => row.body.toString('hex'),
      );
    const first = await body();
    expect(first).toHaveLength(readers.length);
    await scout.database.query('DELETE FROM briefing');
    scout.clock.set(asOf);
    await scout.post('/digests/run');
    await scout.workPages();
    expect(await body()).toEqual(first);
  });

  it('names a story that was read long ago as the reason', async () => {
    await scout.reader('old', { role: 'investor-analyst', industry: 'capital-markets', timeZone: 'UTC' });
    await scout.event({ type: 'save', reader: 'old', story: 'day-4' });
    scout.at(80 * HOUR);
    const again = inventedDay(scout.clock.now(), 'new').map((one) => ({ ...one, url: `${one.url}?again` }));
    await scout.tell(again);
    scout.at(MINUTE);
    const draft = await scout.post('/ranking-profiles', {
      reason: 'likeness',
      weights: { contentSimilarity: 10 },
    });
    await scout.post(`/ranking-profiles/${draft.json().version}/activate`, { reason: 'likeness' });
    const today = (await scout.get('/readers/old/briefings/today')).json<{
      items: { reasons: { group: string; text: string; evidence: unknown }[] }[];
    }>();
    const reasons = today.items
      .flatMap((item) => item.reasons)
      .filter(({ group }) => group === 'contentSimilarity');
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons[0]).toMatchObject({
      text: expect.stringContaining('Gatelock'),
      evidence: { type: 'story', id: 'day-4', name: expect.stringContaining('Gatelock') },
    });
  });
});
