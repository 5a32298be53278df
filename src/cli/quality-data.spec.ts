import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from './output.js';
import { briefingMorning, readQualityData } from './quality-data.js';

describe('data of quality', () => {
  it('says in one sentence that it is absent', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scout-no-data-'));
    await expect(readQualityData(folder)).rejects.toThrow(CommandError);
    await expect(readQualityData(folder)).rejects.toThrow('SCOUT_DATA names the folder');
  });

  it('takes 07:00 UTC of the later day', () => {
    const days = ['2026-01-08', '2026-01-07', undefined].map((publishedAt) => ({ publishedAt }));
    expect(briefingMorning(days).toISOString()).toBe('2026-01-08T07:00:00.000Z');
    expect(briefingMorning([{ publishedAt: '2026-01-08T23:30:00-02:00' }]).toISOString()).toBe(
      '2026-01-09T07:00:00.000Z',
    );
    expect(() => briefingMorning([])).toThrow(CommandError);
  });
});
