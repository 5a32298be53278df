import { withinCpu } from '../../test/support/cpu-time.js';
import { matchIndustry, matchRole } from './match-title.js';

describe('title matching', () => {
  it.each([
    ['VP of People at a chip start-up', 'hr-talent-leader', 'semiconductors'],
    ['I buy castings and motors for a machinery maker', 'procurement-manager', 'manufacturing'],
    ['CISO at a regional bank', 'security-engineer', 'banking'],
    ['Head of growth at a dental clinic chain', 'marketing-leader', 'healthcare-providers'],
    ['HEAD OF LEGAL AT A GAME STUDIO', 'legal-compliance', 'gaming'],
  ])('%s', (text, role, industry) => {
    expect(matchRole(text)).toMatchObject({ id: role, sure: true });
    expect(matchIndustry(text)).toMatchObject({ id: industry, sure: true });
  });

  it.each(['', '   ', '🎉🎉🎉', 'xyzzy plugh', 'wichtige Person', '!!!'])(
    'says that it does not know %j',
    (text) => {
      expect(matchRole(text)).toMatchObject({ confidence: 0, sure: false, because: [] });
      expect(matchIndustry(text)).toMatchObject({ confidence: 0, sure: false, because: [] });
    },
  );

  it('takes an id as it is, in any case', () => {
    expect(matchRole(' Cto-Cio ')).toMatchObject({ id: 'cto-cio', confidence: 1, sure: true });
    expect(matchIndustry('pharma-biotech')).toMatchObject({
      id: 'pharma-biotech',
      confidence: 1,
      sure: true,
    });
  });

  it('reads only the beginning of a very long text', () => {
    const title = `Attorney ${'at '.repeat(400_000)}`;
    expect(withinCpu(1_000, () => matchRole(title)).id).toBe('legal-compliance');
  });

  it('names the phrases that decided', () => {
    expect(matchRole('Senior tax accountant').because[0]).toContain('tax accountant');
  });
});
