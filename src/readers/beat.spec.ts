import { statedProfile } from './stated-profile.js';

describe('beat', () => {
  const analyst = { role: 'investor-analyst', industry: 'capital-markets' } as const;

  it('bends the priors of who covers something to what they cover', () => {
    const general = statedProfile(analyst);
    const pharma = statedProfile({ ...analyst, about: 'Covers drug makers and hospitals' });
    expect(pharma.role.topics['healthcare-biotech']).toBeGreaterThan(
      general.role.topics['healthcare-biotech']!,
    );
    expect(pharma.role.topics['semiconductors']).toBeLessThan(0);
    expect(pharma.role.topics['earnings']).toBe(general.role.topics['earnings']);
    expect(pharma.role.kinds).toBe(general.role.kinds);
  });

  it('counts a followed topic as part of the beat', () => {
    const { role } = statedProfile({
      ...analyst,
      about: 'Covers drug makers',
      followedTopics: ['semiconductors'],
    });
    expect(role.topics['semiconductors']).toBeGreaterThan(0.5);
  });

  it("takes a newspaper's own industry out of the way of its reporters", () => {
    const reporter = { role: 'journalist-analyst', industry: 'media-entertainment' } as const;
    expect(statedProfile(reporter).industry.topics['media-entertainment']).toBe(1);
    const banks = statedProfile({ ...reporter, about: 'Reports on banks' });
    expect(banks.industry.topics['media-entertainment']).toBeLessThan(0);
  });

  it('leaves everybody else and every line that names nothing alone', () => {
    const engineer = { role: 'platform-engineer', industry: 'banking' } as const;
    expect(statedProfile({ ...engineer, about: 'Runs Kubernetes' }).role).toBe(statedProfile(engineer).role);
    expect(statedProfile({ ...analyst, about: 'Likes long walks' }).role).toBe(statedProfile(analyst).role);
  });

  it('shares the vectors of equal beats', () => {
    const one = statedProfile({ ...analyst, about: 'Covers drug makers' });
    const two = statedProfile({ ...analyst, about: 'Pharma and biotech' });
    expect(two.role).toBe(one.role);
  });
});
