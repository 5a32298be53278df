import { TestScout } from '../support/scout.js';

interface Placed {
  readonly story: string;
  readonly place: number;
  readonly moved: number | null;
  readonly score: number;
  readonly contributions: Record<string, number>;
}
interface Preview {
  readonly activeVersion: number;
  readonly readers: readonly {
    readonly reader: string;
    readonly active: Placed[];
    readonly draft: Placed[];
  }[];
}

describe('the preview of a ranking profile', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
    await scout.reader('sec');
    await scout.reader('inv', { role: 'investor-analyst', industry: 'capital-markets', length: 8 });
  });
  afterAll(() => scout.close());

  const everyRow = async (): Promise<string> => {
    const counts = await Promise.all(
      [
        'ranking_profile',
        'ranking_profile_activation',
        'briefing',
        'delivery',
        'behaviour_event',
        'reader',
      ].map((table) => scout.database.query(`SELECT * FROM ${table} ORDER BY 1`)),
    );
    return JSON.stringify(counts);
  };

  it('shows both lists of each reader side by side, with what moved how far, and changes nothing', async () => {
    await scout.get('/ranking-profiles');
    const before = await everyRow();
    const answer = await scout.post('/ranking-profiles/preview', {
      readers: ['inv', 'sec'],
      weights: { freshness: 4, industryRelevance: 0.2 },
      rules: { minScore: -5 },
    });
    expect(answer.statusCode).toBe(200);
    const preview = answer.json<Preview>();
    expect(preview.activeVersion).toBe(1);
    expect(preview.readers.map((one) => one.reader).sort()).toEqual(['inv', 'sec']);
    let moved = 0;
    for (const { active, draft } of preview.readers) {
      for (const [list, other] of [
        [active, draft],
        [draft, active],
      ] as const) {
        list.forEach((item, i) => {
          expect(item.place).toBe(i + 1);
          const elsewhere = other.findIndex((one) => one.story === item.story);
          expect(item.moved).toBe(elsewhere === -1 ? null : elsewhere - i);
          if (item.moved !== 0) moved++;
          const sum = Object.values(item.contributions).reduce((total, part) => total + part, 0);
          expect(Math.abs(sum - item.score)).toBeLessThan(1e-9);
        });
      }
    }
    expect(moved).toBeGreaterThan(3);
    expect(await everyRow()).toBe(before);
  });

  it('shows the active list as the feed has it, and what a stored version would make of it', async () => {
    const feed = await scout.feedIds('inv');
    const { version } = (
      await scout.post('/ranking-profiles', { reason: 'x', weights: { importance: 5 } })
    ).json();
    const answer = await scout.post(`/ranking-profiles/${version}/preview`, { readers: ['inv'] });
    const [inv] = answer.json<Preview>().readers;
    expect(feed.slice(0, 3)).toEqual(inv!.active.slice(0, 3).map((item) => item.story));
    expect(inv!.draft).not.toEqual(inv!.active);
    const same = await scout.post('/ranking-profiles/1/preview', { readers: ['inv'] });
    const [unchanged] = same.json<Preview>().readers;
    expect(unchanged!.draft).toEqual(unchanged!.active);
    expect(unchanged!.draft.every((item) => item.moved === 0)).toBe(true);
  });

  it('names a field that it does not know', async () => {
    for (const [path, field] of [
      ['preview', 'weigths'],
      ['1/preview', 'weights'],
    ] as const) {
      const body = { readers: ['sec'], [field]: { freshness: 2 } };
      const answer = await scout.post(`/ranking-profiles/${path}`, body);
      expect([answer.statusCode, answer.json().errors[0].path]).toEqual([422, field]);
      expect(answer.json().detail).toMatch(/ is unknown; known are .*readers/);
    }
  });

  it('names a reader or version that does not exist', async () => {
    const reader = await scout.post('/ranking-profiles/preview', { readers: ['sec', 'nobody'] });
    expect([reader.statusCode, reader.json().detail]).toEqual([404, expect.stringContaining('nobody')]);
    const version = await scout.post('/ranking-profiles/99/preview', { readers: ['sec'] });
    expect(version.statusCode).toBe(404);
    for (const readers of [[], Array(51).fill('sec'), 'sec', undefined]) {
      const wrong = await scout.post('/ranking-profiles/preview', { readers });
      expect([wrong.statusCode, wrong.json().errors[0].path]).toEqual([422, 'readers']);
    }
  });
});
