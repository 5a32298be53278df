import { BehaviourEventRepository } from '../../src/engagement/behaviour-event.repository.js';
import { type BehaviourEvent, popularActs } from '../../src/ranking/behaviour.js';
import { engagementColumns } from '../../src/ranking/engagements.js';
import { mulberry32 } from '../../src/ranking/random.js';
import { HOUR, TestScout } from '../support/scout.js';

const COHORTS = [
  ['investor-analyst', 'capital-markets'],
  ['security-engineer', 'software-saas'],
  ['investor-analyst', 'software-saas'],
] as const;
const READERS = 40;

describe('engagements of a day', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open();
  });
  afterAll(() => scout.close());

  it('are the columns that ranking makes of the same acts, cohort by cohort and in the same order', async () => {
    const day = (await scout.tellTheDay()).map(({ id }) => id);
    const random = mulberry32(11);
    const now = scout.clock.now().getTime();
    const types = ['impression', 'click', 'read', 'save', 'hide'] as const;
    const acts = [];
    for (let i = 0; i < READERS; i++) {
      const [role, industry] = COHORTS[i % COHORTS.length]!;
      await scout.reader(`reader-${i}`, { role, industry });
      // Few moments, so that many acts share one and differ in value.
      const events = Array.from({ length: 30 }, (_, k) => ({
        id: `event-${k}`,
        reader: `reader-${i}`,
        type: types[Math.floor(random() * types.length)]!,
        story: day[Math.floor(random() ** 2 * day.length)]!,
        at: now - HOUR * Math.floor(5 * random()),
      }));
      const answer = await scout.post('/events', {
        events: events.map((event) => ({ ...event, at: new Date(event.at).toISOString() })),
      });
      expect(answer.json()).toMatchObject({ accepted: events.length });
      acts.push(...popularActs(events satisfies BehaviourEvent[]).map((act) => ({ ...act, role, industry })));
    }
    scout.at(1);
    const until = scout.clock.now();
    const found = await scout.app
      .get(BehaviourEventRepository)
      .engagements(new Date(until.getTime() - 24 * HOUR), until);
    const made = engagementColumns(acts);
    const { cohorts, start, at, value } = made;
    expect({ ...found, stories: [], story: [] }).toEqual({
      cohorts,
      start,
      at,
      value,
      stories: [],
      story: [],
    });
    // Of equal moment and value there is no order.
    const told = ({ stories, story }: typeof made): string[] =>
      Array.from(story, (code, i) => `${at[i]} ${value[i]} ${stories[code]}`).sort();
    expect(told(found)).toEqual(told(made));
  });
});
