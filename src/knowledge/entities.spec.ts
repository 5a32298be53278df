import { ENTITIES } from './entities.js';
import { ENTITY_TRAPS } from './entity-traps.js';
import { INDUSTRIES } from './industries.js';

const ids = new Set(ENTITIES.map(({ id }) => id));

describe('the gazetteer', () => {
  it('knows at least 800 names, each under one id in kebab case', () => {
    expect(ENTITIES.length).toBeGreaterThanOrEqual(800);
    expect(ids.size).toBe(ENTITIES.length);
    expect(ENTITIES.filter(({ id }) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('names only entities and industries that exist', () => {
    const industries = new Set<string>(INDUSTRIES.map(({ id }) => id));
    const wrong = ENTITIES.flatMap(
      ({ id, competitors = [], suppliers = [], maker, industries: own = [] }) => [
        ...[...competitors, ...suppliers, ...(maker === undefined ? [] : [maker])]
          .filter((other) => !ids.has(other) || other === id)
          .map((other) => `${id} → ${other}`),
        ...own.filter((industry) => !industries.has(industry)).map((industry) => `${id} → ${industry}`),
      ],
    );
    expect(wrong).toEqual([]);
  });

  it('gives no spelling to two entities unless the context decides between them', () => {
    const owners = new Map<string, string[]>();
    for (const { id, name, aliases, ambiguous } of ENTITIES) {
      for (const form of new Set([name, ...aliases])) {
        const decided = ambiguous?.needs === undefined ? '!' : '';
        owners.set(form, [...(owners.get(form) ?? []), `${id}${decided}`]);
      }
    }
    const twice = [...owners].filter(
      ([, list]) => list.length > 1 && list.some((owner) => owner.endsWith('!')),
    );
    expect(twice).toEqual([]);
  });

  it('has no trap that hides a known name, and no empty spelling', () => {
    const forms = new Set(ENTITIES.flatMap(({ name, aliases }) => [name, ...aliases]));
    expect(ENTITY_TRAPS.filter((trap) => forms.has(trap))).toEqual([]);
    expect([...forms].filter((form) => form.trim().length < 2 || form !== form.trim())).toEqual([]);
  });

  it('serves readers of every industry', () => {
    const counts = new Map<string, number>();
    for (const { industries = [] } of ENTITIES) {
      for (const industry of industries) counts.set(industry, (counts.get(industry) ?? 0) + 1);
    }
    const thin = INDUSTRIES.filter(({ id }) => (counts.get(id) ?? 0) < 12).map(({ id }) => id);
    expect(thin).toEqual([]);
  });
});
