import { readFileSync } from 'node:fs';
import path from 'node:path';
import { titlesIn } from '../../src/cli/quality-labels.js';
import { matchIndustry, matchRole } from '../../src/readers/match-title.js';
import { measureTitles } from '../../src/tuning/quality-titles.js';

const titles = (file: string) => titlesIn(readFileSync(path.join(import.meta.dirname, file), 'utf8'));

describe('titles from public lists', () => {
  it.each([
    measureTitles('roles', titles('role-titles.txt'), matchRole),
    measureTitles('industries', titles('industry-titles.txt'), matchIndustry),
  ])('finds the $of, and is right where it is sure', ({ titles: count, right, sure, rightWhereSure }) => {
    expect(count).toBeGreaterThanOrEqual(200);
    expect(right).toBeGreaterThanOrEqual(0.95);
    expect(sure).toBeGreaterThanOrEqual(0.8);
    expect(rightWhereSure).toBeGreaterThanOrEqual(0.97);
  });

  it('every accepted id is one of ours', () => {
    const known = (text: string, match: (text: string) => { confidence: number }) =>
      match(text).confidence === 1;
    const roles = titles('role-titles.txt').flatMap(({ accepted }) => accepted);
    const industries = titles('industry-titles.txt').flatMap(({ accepted }) => accepted);
    expect(roles.filter((id) => !known(id, matchRole))).toEqual([]);
    expect(industries.filter((id) => !known(id, matchIndustry))).toEqual([]);
  });
});
