import { FACT_KINDS } from '../knowledge/fact-kinds.js';
import { ENTITIES } from '../knowledge/entities.js';
import { INDUSTRIES } from '../knowledge/industries.js';
import { INDUSTRY_PRIORS } from '../knowledge/industry-priors.js';
import { ENTITY_IMPORTANCE } from '../knowledge/importance.js';
import { ROLE_INDUSTRY_PRIORS } from '../knowledge/role-industry-priors.js';
import { ROLE_PRIORS } from '../knowledge/role-priors.js';
import { ROLES } from '../knowledge/roles.js';
import { SENIORITIES } from '../knowledge/seniority.js';
import { TOPICS } from '../knowledge/topics.js';
import { seniorityOf, statedProfile } from './stated-profile.js';

const topics = new Set<string>(TOPICS.map(({ id }) => id));
const kinds = new Set<string>(FACT_KINDS.map(({ id }) => id));
const entities = new Set(ENTITIES.map(({ id }) => id));

describe('stated profile', () => {
  it('is made of known ids and values from −1 to 1 for every role, industry and rung', () => {
    const seen = new Set<unknown>();
    for (const role of ROLES) {
      for (const industry of INDUSTRIES) {
        for (const seniority of SENIORITIES) {
          const profile = statedProfile({ role: role.id, industry: industry.id, seniority });
          for (const prior of [profile.role, profile.industry]) {
            for (const [known, vector] of [
              [topics, prior.topics],
              [kinds, prior.kinds],
              [entities, prior.entities],
            ] as const) {
              if (seen.has(vector)) continue;
              seen.add(vector);
              const wrong = Object.entries(vector).filter(
                ([id, value]) => !known.has(id) || !(Math.abs(value) <= 1),
              );
              expect(wrong).toEqual([]);
            }
          }
        }
      }
    }
  });

  it('has something of its own for every role and industry', () => {
    for (const role of ROLES) {
      const values = Object.values(ROLE_PRIORS[role.id].topics ?? {});
      expect(values.filter((value) => value >= 0.4).length).toBeGreaterThanOrEqual(3);
    }
    for (const industry of INDUSTRIES) {
      expect(Object.values(INDUSTRY_PRIORS[industry.id].topics ?? {}).length).toBeGreaterThanOrEqual(8);
    }
    expect(ROLE_INDUSTRY_PRIORS.every(({ because }) => because.length > 10)).toBe(true);
  });

  it('names only entities of the gazetteer in the tables', () => {
    const named = [
      ...Object.keys(ENTITY_IMPORTANCE),
      ...Object.values(INDUSTRY_PRIORS).flatMap((prior) => Object.keys(prior.entities ?? {})),
    ];
    expect(named.filter((id) => !entities.has(id))).toEqual([]);
  });

  it('shares one role object among readers of a cohort, so that ranking computes its column once', () => {
    const one = statedProfile({
      role: 'designer',
      industry: 'gaming',
      seniority: 'mid',
      about: 'level design',
    });
    const two = statedProfile({ role: 'designer', industry: 'gaming', seniority: 'mid' });
    expect(two.role).toBe(one.role);
    expect(two.industry).toBe(one.industry);
    expect(statedProfile({ role: 'designer', industry: 'automotive' }).role).not.toBe(one.role);
  });

  it('lets the industry change what a role reads', () => {
    const media = statedProfile({ role: 'legal-compliance', industry: 'media-entertainment' });
    const bank = statedProfile({ role: 'legal-compliance', industry: 'banking' });
    expect(media.role.topics['social-platforms']).toBeGreaterThan(bank.role.topics['social-platforms']!);
    expect(bank.role.topics['banking-payments']).toBeGreaterThan(media.role.topics['banking-payments']!);
  });

  it('does not let a role dislike what its own house lives by', () => {
    const at = (industry: string) => statedProfile({ role: 'software-engineer', industry }).role.topics;
    expect(at('capital-markets')['financial-markets']).toBe(0);
    expect(at('automotive')['financial-markets']).toBeLessThan(0);
  });

  it('leaves the business of a house to those who are not of a craft', () => {
    const at = (role: string) => statedProfile({ role, industry: 'government' }).role.topics;
    expect(at('cto-cio')['geopolitics']).toBeLessThan(-0.3);
    expect(at('cto-cio')['regulation-policy']).toBe(0.3);
    expect(at('policy-affairs')['geopolitics']).toBe(0.5);
  });

  it('counts a trade that the role says already half when the line names it', () => {
    const named = (role: string) =>
      statedProfile({ role, industry: 'telecom', about: 'Counsel' }).about.topics['litigation-ip']!;
    expect(named('legal-compliance')).toBe(named('product-manager') / 2);
  });

  it('knows what buyers buy and miners dig', () => {
    const { entities } = statedProfile({ role: 'procurement-manager', industry: 'manufacturing' }).role;
    expect(Math.min(entities['copper']!, entities['dram']!)).toBeGreaterThan(0.3);
    const mining = statedProfile({ role: 'consultant', industry: 'oil-gas-mining' }).industry.entities;
    expect(mining['gold']).toBeGreaterThan(0.5);
  });

  it('moves from how-to to strategy with seniority', () => {
    const at = (seniority: string) => statedProfile({ role: 'cto-cio', industry: 'banking', seniority }).role;
    expect(at('executive').kinds['how-to']).toBeLessThan(at('junior').kinds['how-to']!);
    expect(at('executive').topics['mergers-acquisitions']).toBeGreaterThan(
      at('junior').topics['mergers-acquisitions']!,
    );
    expect(at('no such rung')).toBe(at('senior'));
    expect(['constructor', '__proto__', 'toString'].map(seniorityOf)).toEqual(['senior', 'senior', 'senior']);
    expect(seniorityOf('VP')).toBe('executive');
  });

  it('matches free text and says how sure it is', () => {
    const profile = statedProfile({ role: 'VP of People', industry: 'chip start-up' });
    expect(profile.cohort).toEqual({ role: 'hr-talent-leader', industry: 'semiconductors' });
    expect(profile.roleMatch.sure && profile.industryMatch.sure).toBe(true);
    expect(statedProfile({ role: 'xyzzy', industry: 'plugh' }).roleMatch.sure).toBe(false);
  });

  it('knows the companies of followed and named topics', () => {
    const { about } = statedProfile({
      role: 'investor-analyst',
      industry: 'capital-markets',
      about: 'Covers semiconductors',
    });
    const worth = (name: string): number =>
      Math.max(0, ...about.companies.map(({ names, share }) => share * (names[name] ?? 0)));
    expect(worth('tsmc')).toBeGreaterThan(0.3);
    expect(worth('pfizer')).toBe(0);
  });

  it('takes what is followed and muted as it is', () => {
    const profile = statedProfile({
      role: 'designer',
      industry: 'gaming',
      followedTopics: ['gaming'],
      mutedTopics: ['earnings'],
      followedEntities: ['valve'],
      mutedSources: ['a'],
    });
    expect(profile).toMatchObject({
      followedTopics: ['gaming'],
      mutedTopics: ['earnings'],
      followedEntities: ['valve'],
      mutedSources: ['a'],
    });
  });
});
