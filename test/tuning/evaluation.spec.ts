import type { Evaluation } from '../../src/tuning/evaluation.service.js';
import { HOUR, MINUTE, TestScout } from '../support/scout.js';

const READERS = 24;

describe('the evaluation of a ranking profile', () => {
  let scout: TestScout;
  /** A span that is over when the tests begin. */
  let span: { from: string; to: string };

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
    for (let i = 0; i < READERS; i++)
      await scout.reader(
        `r${i}`,
        i % 2 === 0
          ? { role: 'security-engineer', industry: 'banking', timeZone: 'UTC' }
          : { role: 'investor-analyst', industry: 'capital-markets', timeZone: 'UTC' },
      );
    scout.at(MINUTE);
    // Something to be learned from before the span, so that a leak would show.
    for (let i = 0; i < READERS; i++)
      await scout.event({ type: 'save', reader: `r${i}`, story: i % 2 === 0 ? 'day-5' : 'day-2' });
    // Readers are of before the lists; a full hour, so that nothing of the pool is cut off.
    scout.at('2026-07-06T13:00:00Z');
    const from = scout.clock.now().toISOString();
    for (let i = 0; i < READERS; i++) {
      scout.at(1000);
      // Half of them have a briefing, half a feed; each takes what stands second and third.
      const items =
        i % 4 < 2
          ? (await scout.get(`/readers/r${i}/briefings/today`)).json<{ items: { story: string }[] }>().items
          : (await scout.feedIds(`r${i}`)).map((story) => ({ story }));
      scout.at(i % 4 < 2 ? MINUTE : 2 * MINUTE);
      for (const [place, type] of [
        [1, 'click'],
        [2, 'save'],
      ] as const) {
        const story = items[place]?.story;
        if (story !== undefined) await scout.event({ type, reader: `r${i}`, story, id: `${i} ${place}` });
      }
    }
    scout.at(2 * HOUR);
    span = { from, to: scout.clock.now().toISOString() };
    scout.at(MINUTE);
  });
  afterAll(() => scout.close());

  const evaluate = async (body: object, path = 'evaluate'): Promise<Evaluation> => {
    const answer = await scout.post(`/ranking-profiles/${path}`, body);
    expect([answer.statusCode, answer.json().detail]).toEqual([200, undefined]);
    return answer.json<Evaluation>();
  };
  const refused = async (body: object): Promise<unknown[]> => {
    const answer = await scout.post('/ranking-profiles/evaluate', body);
    const { code, errors } = answer.json<{ code: string; errors?: { path: string }[] }>();
    return [answer.statusCode, code, errors?.[0]?.path];
  };

  it('finds no difference where there is none', async () => {
    const same = await evaluate({ ...span, reason: 'x' });
    expect(same).toMatchObject({ activeVersion: 1, enough: true, seed: 1, lists: { changedSince: 0 } });
    expect(same.readers).toEqual({ active: READERS, drawn: READERS, measured: READERS });
    expect(same.profiles.draft).toBe(same.profiles.active);
    for (const group of same.groups)
      for (const one of Object.values(group.measures)) expect(one.difference ?? 0).toBe(0);
    const [all] = same.groups;
    expect(all!.measures.ndcg10.active).toBeGreaterThan(0.2);
    expect(all!.measures.mrr.active).toBeGreaterThan(0.2);
    expect(same.groups.map(({ by, id, readers }) => [by, id, readers])).toEqual([
      ['all', 'all', READERS],
      ['role', 'investor-analyst', READERS / 2],
      ['role', 'security-engineer', READERS / 2],
      ['industry', 'banking', READERS / 2],
      ['industry', 'capital-markets', READERS / 2],
    ]);
  });

  it('sees that a draft would have hidden what readers took, and that cohorts are too small to tell', async () => {
    const { ids } = await taken();
    const editorial = ids.map((story) => ({ story, boost: -1 }));
    const { groups, notes } = await evaluate({
      ...span,
      weights: { editorialBoost: 5 },
      rules: { editorial },
    });
    const [all, role] = groups;
    expect(all!.measures.ndcg10).toMatchObject({ verdict: 'lower' });
    expect(all!.measures.ndcg10.interval![1]).toBeLessThan(0);
    expect(role!.measures.ndcg10).toMatchObject({
      readers: READERS / 2,
      interval: null,
      verdict: 'too-little-data',
    });
    expect(notes.join(' ')).toContain('favours the profile');
  });

  it('answers the same for a stored version, twice, and changes nothing', async () => {
    const rows = async (): Promise<string> =>
      JSON.stringify(
        await Promise.all(
          ['ranking_profile', 'briefing', 'behaviour_event', 'reader', 'delivery'].map((table) =>
            scout.database.query<object>(`SELECT * FROM ${table} ORDER BY 1, 2`),
          ),
        ),
      );
    const draft = { reason: 'x', weights: { freshness: 4 } };
    const { version } = (await scout.post('/ranking-profiles', draft)).json();
    const before = await rows();
    const stored = await evaluate(span, `${version}/evaluate`);
    expect(await evaluate({ ...span, ...draft })).toEqual(stored);
    expect(await rows()).toBe(before);
  });

  it('stands at its moments: what came later changes nothing, not even what is learned from it', async () => {
    const draft = { ...span, weights: { contentSimilarity: 6, topicAffinity: 6, livePopularity: 6 } };
    const before = await evaluate(draft);
    await scout.tell([
      {
        id: 'later',
        source: 'Ledger Wire',
        title: 'Ransomware gang attacks a bank',
        summary: 'Attackers stole data of customers.',
        publishedAt: scout.clock.now().toISOString(),
      },
    ]);
    for (let i = 0; i < READERS; i++)
      for (const story of ['day-4', 'later'])
        await scout.event({ type: 'share', reader: `r${i}`, story, id: `later ${i} ${story}` });
    await scout.post('/readers/r0/reset');
    scout.at(HOUR);
    expect(await evaluate(draft)).toEqual(before);
  });

  it('leaves out lists whose reader has changed since, and says so', async () => {
    await scout.call('PATCH', '/readers/r1', { followedTopics: ['gaming'] });
    const { lists, notes } = await evaluate(span);
    expect(lists.changedSince).toBe(1);
    expect(notes.join(' ')).toContain('Lists left out');
  });

  it('says when there is too little data', async () => {
    const none = await evaluate({ from: '2026-06-01', to: '2026-06-08' });
    expect(none).toMatchObject({ enough: false, readers: { active: 0 }, lists: { measured: 0 } });
    expect(none.groups[0]!.measures.ndcg10).toMatchObject({ active: null, verdict: 'too-little-data' });
    expect(none.notes[0]).toMatch(/^Too little data/);
    const few = await evaluate({ ...span, readers: 5 });
    expect(few).toMatchObject({ enough: false, readers: { drawn: 5 } });
  });

  it('has bounds, and names what is beyond them', async () => {
    expect(await refused({ days: 32 })).toEqual([422, 'INVALID_INPUT', 'days']);
    expect(await refused({ readers: 501 })).toEqual([422, 'INVALID_INPUT', 'readers']);
    expect(await refused({ from: '2026-01-01' })).toEqual([422, 'EVALUATION_TOO_LARGE', 'from']);
    expect(await refused({ days: 31, readers: 300 })).toEqual([422, 'EVALUATION_TOO_LARGE', 'readers']);
    expect(await refused({ from: '2026-07-05', days: 3 })).toEqual([422, 'INVALID_INPUT', 'days']);
    expect(await refused({ from: '2026-07-06', to: '2026-07-05' })).toEqual([422, 'INVALID_INPUT', 'from']);
    expect(await refused({ from: 'monday' })).toEqual([422, 'INVALID_INPUT', 'from']);
    expect(await refused({ ...span, day: 3 })).toEqual([422, 'INVALID_INPUT', 'day']);
    const stored = await scout.post('/ranking-profiles/1/evaluate', { ...span, weights: {} });
    expect([stored.statusCode, stored.json().errors[0].path]).toEqual([422, 'weights']);
    expect(await refused({ weights: { charm: 1 } })).toEqual([
      422,
      'INVALID_RANKING_PROFILE',
      'weights.charm',
    ]);
    expect((await scout.post('/ranking-profiles/99/evaluate')).statusCode).toBe(404);
    const answers = await Promise.all([1, 2].map(() => scout.post('/ranking-profiles/evaluate', span)));
    expect(answers.map((one) => one.json<{ code?: string }>().code ?? 'done').sort()).toEqual([
      'EVALUATION_RUNNING',
      'done',
    ]);
  });

  const taken = async (): Promise<{ ids: string[] }> => {
    const rows = await scout.database.query<{ id: string }>(
      'SELECT DISTINCT s.id FROM behaviour_event e JOIN story s ON s.ref = e.story_ref ORDER BY 1',
    );
    return { ids: rows.map((row) => row.id) };
  };
});
