import { expectedCalibrationError, microF1, perTopicF1 } from './evaluation.js';

const sets = (...lists: string[][]) => lists.map((list) => new Set(list));

describe('microF1', () => {
  it('pools all decisions', () => {
    const result = microF1(sets(['a', 'b'], ['c'], []), sets(['a'], ['c', 'd'], ['e']));
    expect(result).toEqual({ precision: 2 / 3, recall: 2 / 4, f1: 4 / 7, support: 4 });
  });

  it('is 0, not NaN, without any label', () => {
    expect(microF1(sets([], []), sets([], []))).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  });

  it('refuses lists of different length', () => {
    expect(() => microF1(sets(['a']), sets())).toThrow(RangeError);
  });
});

describe('perTopicF1', () => {
  it('names every label of either side', () => {
    const result = perTopicF1(sets(['a'], ['b']), sets(['a'], ['a']));
    expect([...result.keys()]).toEqual(['a', 'b']);
    expect(result.get('a')).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3, support: 2 });
    expect(result.get('b')?.f1).toBe(0);
  });
});

describe('expectedCalibrationError', () => {
  it('is 0 where stated and observed agree', () => {
    const forecasts = [true, true, true, false].map((correct) => ({ confidence: 0.75, correct }));
    expect(expectedCalibrationError(forecasts)).toBe(0);
  });

  it('is the distance where they do not', () => {
    const forecasts = [true, false].map((correct) => ({ confidence: 0.9, correct }));
    expect(expectedCalibrationError(forecasts)).toBeCloseTo(0.4, 12);
    expect(expectedCalibrationError([])).toBe(0);
  });

  it('puts 1 in the last bin and refuses what is no probability', () => {
    expect(expectedCalibrationError([{ confidence: 1, correct: true }])).toBe(0);
    expect(() => expectedCalibrationError([{ confidence: Number.NaN, correct: true }])).toThrow(RangeError);
  });
});
