import { DEFAULT_PROFILE, FEATURE_GROUPS } from '../../src/ranking/ranking-profile.js';
import { TestScout } from '../support/scout.js';

interface Version {
  readonly version: number;
  readonly active: boolean;
  readonly basedOn: number | null;
  readonly hash: string;
  readonly weights: Record<string, number>;
  readonly rules: Record<string, unknown>;
}

describe('ranking profiles', () => {
  let scout: TestScout;

  beforeEach(async () => {
    scout = await TestScout.open();
  });
  afterEach(() => scout.close());

  async function draft(weights: object, reason = 'a try'): Promise<Version> {
    const answer = await scout.post('/ranking-profiles', { reason, weights });
    expect([answer.statusCode, answer.json().errors]).toEqual([201, undefined]);
    return answer.json<Version>();
  }
  const activate = (version: number, extra: object = {}) =>
    scout.post(`/ranking-profiles/${version}/activate`, { reason: 'ship it', ...extra });
  const rollback = (extra: object = {}) =>
    scout.post('/ranking-profiles/rollback', { reason: 'no', ...extra });
  const list = async () => (await scout.get('/ranking-profiles')).json<{ items: Version[] }>().items;
  const active = async () => (await list()).find((one) => one.active)!.version;

  it('begins with the defaults as version 1, whoever asks first', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => scout.get('/ranking-profiles')));
    for (const answer of answers) {
      expect(answer.json().items).toMatchObject([
        { version: 1, active: true, name: 'default', basedOn: null },
      ]);
    }
  });

  it('drafts, activates, rolls back, rolls back again, and remembers who and why', async () => {
    const [two, three] = [await draft({ freshness: 2 }), await draft({ freshness: 3 }, 'fresher still')];
    expect([two, three]).toMatchObject([
      { version: 2, active: false, basedOn: 1, weights: { ...DEFAULT_PROFILE.weights, freshness: 2 } },
      { version: 3, active: false, basedOn: 1 },
    ]);
    expect(two.hash).not.toBe(three.hash);
    expect(await active()).toBe(1);

    expect((await activate(2, { author: 'ada' })).json()).toMatchObject({ version: 2, active: true });
    expect((await activate(3)).json()).toMatchObject({ version: 3 });
    expect((await draft({ importance: 2 })).weights).toMatchObject({ freshness: 3, importance: 2 });
    expect((await rollback()).json()).toMatchObject({ version: 2, active: true });
    expect((await rollback({ author: 'ada' })).json()).toMatchObject({ version: 1 });
    const last = await rollback();
    expect([last.statusCode, last.json().code]).toEqual([409, 'NOTHING_TO_ROLL_BACK']);
    expect(await active()).toBe(1);

    const { items } = (await scout.get('/ranking-profiles/history')).json<{
      items: { version: number; kind: string }[];
    }>();
    expect(items.map((one) => [one.version, one.kind])).toEqual([
      [1, 'rollback'],
      [2, 'rollback'],
      [3, 'activate'],
      [2, 'activate'],
      [1, 'activate'],
    ]);
    expect(items[0]).toMatchObject({ author: 'ada', reason: 'no', at: expect.stringMatching(/^20/) });
  });

  it('goes on from where a rollback led', async () => {
    for (const freshness of [2, 3, 4]) await draft({ freshness });
    await activate(2);
    await activate(3);
    await rollback();
    await activate(4);
    expect((await rollback()).json()).toMatchObject({ version: 2 });
    await activate(2); // already: no new line
    expect((await rollback()).json()).toMatchObject({ version: 1 });
  });

  it('lets one of two people who saw the same version win', async () => {
    await draft({ freshness: 2 });
    await draft({ freshness: 3 });
    const answers = await Promise.all([2, 3].map((version) => activate(version, { expectedActive: 1 })));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409]);
    expect(answers.find((answer) => answer.statusCode === 409)!.json().code).toBe('ACTIVE_PROFILE_CHANGED');
  });

  it('rolls back one step where two people roll the same version back', async () => {
    for (const freshness of [2, 3]) await activate((await draft({ freshness })).version);
    const answers = await Promise.all([1, 2].map(() => rollback({ expectedActive: 3 })));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409]);
    expect(await active()).toBe(2);
  });

  it('brings two activations at once into an order', async () => {
    await draft({ freshness: 2 });
    await draft({ freshness: 3 });
    const answers = await Promise.all([activate(2), activate(3), activate(2), activate(3)]);
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200, 200]);
    const { items } = (await scout.get('/ranking-profiles/history')).json();
    expect(items[0].version).toBe(await active());
    expect((await list()).filter((one) => one.active)).toHaveLength(1);
  });

  it('says what differs, and what does not exist', async () => {
    await draft({ freshness: 2 });
    const diff = (await scout.get('/ranking-profiles/2/diff')).json();
    expect(diff).toEqual({ from: 1, to: 2, differences: [{ path: 'weights.freshness', from: 0.5, to: 2 }] });
    for (const path of ['/99', '/99/diff', '/1/diff?from=99'])
      expect((await scout.get(`/ranking-profiles${path}`)).statusCode).toBe(404);
    expect((await activate(99)).statusCode).toBe(404);
    for (const version of ['0', 'x', '1e308', '-1'])
      expect((await scout.get(`/ranking-profiles/${version}`)).statusCode).toBe(422);
  });

  it('applies from one feed to the next, in another process too', async () => {
    await scout.tellTheDay();
    await scout.reader('r');
    const other = await TestScout.open({ databaseUrl: scout.databaseUrl, now: scout.clock.now() });
    try {
      const version = async (one: TestScout) =>
        (await one.get('/readers/r/feed')).json<{ rankingProfile: { version: number; hash: string } }>()
          .rankingProfile;
      const [before] = [await version(other)];
      const two = await draft({ freshness: 5 });
      await activate(2);
      expect(await version(other)).toEqual({ version: 2, hash: two.hash });
      await rollback();
      expect(await version(other)).toEqual(before);
    } finally {
      await other.close();
    }
  });
});

describe('a wrong ranking profile', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.reader('r');
  });
  afterAll(() => scout.close());

  it.each<[string, object, string]>([
    ['a weight that is nothing', { weights: { freshness: null } }, 'weights.freshness'],
    ['a weight beyond all bounds', { weights: { freshness: 1e308 } }, 'weights.freshness'],
    ['a negative weight', { weights: { freshness: -0.1 } }, 'weights.freshness'],
    ['a weight of text', { weights: { freshness: '1' } }, 'weights.freshness'],
    ['an unknown weight', { weights: { charm: 1 } }, 'weights.charm'],
    ['weights in a list', { weights: [1] }, 'weights'],
    ['an unknown rule', { rules: { luck: 1 } }, 'rules.luck'],
    ['half a story', { rules: { maxPerSource: 1.5 } }, 'rules.maxPerSource'],
    ['no stories at all', { rules: { maxPerTopic: 0 } }, 'rules.maxPerTopic'],
    [
      'a boost beyond its bounds',
      { rules: { editorial: [{ topic: 'gaming', boost: 2 }] } },
      'rules.editorial.0.boost',
    ],
    ['a boost of nothing', { rules: { editorial: [{ boost: 1 }] } }, 'rules.editorial.0'],
    [
      'all weights zero',
      { weights: Object.fromEntries(FEATURE_GROUPS.map((group) => [group, 0])) },
      'weights',
    ],
    ['no reason', { reason: undefined }, 'reason'],
    ['an empty reason', { reason: ' ' }, 'reason'],
  ])('refuses %s by the name of the field, also in a preview', async (_what, change, path) => {
    const body = { reason: 'a try', ...change };
    const answer = await scout.post('/ranking-profiles', body);
    expect([answer.statusCode, answer.json().errors?.[0].path]).toEqual([422, path]);
    expect(answer.json().code).toBe('INVALID_RANKING_PROFILE');
    if (path !== 'reason') {
      const preview = await scout.post('/ranking-profiles/preview', { ...body, readers: ['r'] });
      expect([preview.statusCode, preview.json().errors?.[0].path]).toEqual([422, path]);
    }
    expect((await scout.get('/ranking-profiles')).json().items).toHaveLength(1);
  });

  it('refuses a field that it does not know beside weights and rules', async () => {
    const answer = await scout.post('/ranking-profiles', { reason: 'a try', weight: { bias: 1 } });
    expect([answer.statusCode, answer.body]).toEqual([422, expect.stringContaining('is unknown')]);
  });

  it('refuses numbers that JSON cannot hold', async () => {
    for (const [number, status] of [
      ['NaN', 400],
      ['1e999', 422],
    ] as const) {
      const answer = await scout.post(
        '/ranking-profiles',
        `{"reason":"x","weights":{"freshness":${number}}}`,
      );
      expect([number, answer.statusCode]).toEqual([number, status]);
    }
  });

  it.each([{ reason: 'a\0b' }, { name: 'a\0b' }, { rules: { editorial: [{ topic: '\0', boost: 1 }] } }])(
    'is refused with a text that PostgreSQL cannot hold: %j',
    async (change) => {
      const answer = await scout.post('/ranking-profiles', { reason: 'a try', ...change });
      expect(answer.statusCode).toBe(422);
    },
  );
});
