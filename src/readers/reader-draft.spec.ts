import { InvalidInputError } from '../platform/errors.js';
import { entityIdOf, understandReader } from './reader-draft.js';
import { daysMask, daysOfMask, readerBodySchema, timeZoneSchema } from './reader-schema.js';

const body = (wish: object) => readerBodySchema.parse({ role: 'designer', industry: 'gaming', ...wish });

describe('what a reader states', () => {
  it('takes ids as they are and reports no match', () => {
    const { draft, matched } = understandReader('r', body({}));
    expect(draft).toMatchObject({
      id: 'r',
      role: 'designer',
      industry: 'gaming',
      timeZone: 'UTC',
      length: 10,
    });
    expect(matched).toEqual({});
  });

  it('turns free text into ids and says so', () => {
    const { draft, matched } = understandReader('r', body({ role: 'VP of People' }));
    expect(draft.role).toBe('hr-talent-leader');
    expect(matched.role).toMatchObject({ given: 'VP of People', id: 'hr-talent-leader' });
    expect(matched.industry).toBeUndefined();
  });

  it('knows companies by name or id, once each', () => {
    expect(
      understandReader('r', body({ followedEntities: ['OpenAI', 'openai'] })).draft.followedEntities,
    ).toEqual(['openai']);
    expect(entityIdOf('OPENAI')).toBe('openai');
    expect(entityIdOf('Nobody & Co')).toBeUndefined();
    expect(entityIdOf('constructor')).toBeUndefined();
  });

  it('names every field that is not known', () => {
    const wrong = body({ role: 'xyzzy', industry: 'plugh', followedEntities: ['openai', 'Nobody & Co'] });
    let error: unknown;
    try {
      understandReader('r', wrong);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as InvalidInputError).errors.map((one) => one.path)).toEqual([
      'role',
      'industry',
      'followedEntities.1',
    ]);
  });

  it('counts days from Monday', () => {
    expect(daysMask('weekdays')).toBe(31);
    expect(daysMask('daily')).toBe(127);
    expect(daysMask(['sun', 'mon', 'mon'])).toBe(65);
    expect(daysOfMask(65)).toEqual(['mon', 'sun']);
    expect(daysMask([])).toBe(0);
  });

  it.each(['Europe/Berlin', 'Asia/Kathmandu', 'UTC', 'America/Argentina/Buenos_Aires'])(
    'knows the zone %s',
    (zone) => {
      expect(timeZoneSchema.safeParse(zone).success).toBe(true);
    },
  );

  it.each(['', '+05:45', 'Europe/Atlantis', 'Z', 'UTC+1', '\0'])('refuses the zone %j', (zone) => {
    const result = timeZoneSchema.safeParse(zone);
    expect(result.success).toBe(false);
    expect(result.error!.issues[0]!.message).toContain('IANA');
  });
});
