import { join } from 'node:path';
import { BadLines, readReaders, readStories } from '../../src/cli/input-files.js';
import { offlineWorld, understandStories } from '../../src/cli/offline.js';
import { briefingMorning } from '../../src/cli/quality-data.js';
import { changed } from '../../src/ranking/changes.js';
import { dailyBriefing } from '../../src/ranking/daily-briefing.js';
import { DEFAULT_PROFILE } from '../../src/ranking/ranking-profile.js';
import { whatItTakes } from '../../src/ranking/what-it-takes.js';
import { runSeeded, type WhyRequest, WhyNot } from '../../src/ranking/why-not.js';
import { sharedData } from '../support/shared-data.js';

/** Of the stories that are not in the slate, every so many-th is asked what it would have taken. */
const EVERY = 29;

const folder = sharedData();

if (folder === undefined) {
  describe('why not on the graded editions: ABSENT', () => {
    it('set SCOUT_DATA to check it', () => {
      console.warn('The evaluation data is absent: why not was checked on invented stories only.');
      expect(folder).toBeUndefined();
    });
  });
} else {
  describe('why not on the graded editions', () => {
    it.each(['e1', 'e2'])(
      '%s: agrees with the run for every story and reader, and keeps its promises',
      async (name) => {
        const bad = new BadLines(0);
        const gold = join(folder, 'gold');
        const stories = await readStories(join(gold, `${name}.stories.jsonl`), bad);
        const readers = await readReaders(join(gold, 'readers.json'), bad);
        const asOf = briefingMorning(stories);
        const world = offlineWorld(understandStories(stories, asOf.getTime()), readers, [], asOf);
        const { pool, popularity } = world;
        let asked = 0;
        let ways = 0;
        for (const reader of world.readers) {
          const request: WhyRequest = { pool, popularity, reader, profile: DEFAULT_PROFILE, length: 10 };
          const whyNot = new WhyNot(dailyBriefing, request);
          const { items, trace } = whyNot.result;
          let filtered = 0;
          let below = 0;
          for (const id of pool.ids) {
            const why = whyNot.of(id)!;
            const at = items.findIndex((item) => item.id === id);
            expect(why.place).toBe(at < 0 ? null : at + 1);
            expect(why.obstacles.length === 0).toBe(at >= 0);
            if (at >= 0)
              expect([why.score, why.contributions]).toEqual([items[at]!.score, items[at]!.contributions]);
            const sum = Object.values(why.contributions).reduce((total, part) => total + part, 0);
            expect(Math.abs(sum - why.score)).toBeLessThan(1e-9);
            const [first] = why.obstacles;
            if (first?.stage === 'filter') filtered++;
            else if (why.score < DEFAULT_PROFILE.rules.minScore) below++;
            if (first === undefined || asked++ % EVERY !== 0) continue;
            for (const way of whatItTakes(whyNot, why, dailyBriefing)) {
              ways++;
              const after = runSeeded(dailyBriefing, changed(request, way.changes)).items;
              expect(after[way.place - 1]).toMatchObject({ id, score: way.score });
            }
          }
          expect(filtered).toBe(Object.values(trace.removed).reduce((total, count) => total + count, 0));
          expect(pool.size - filtered - below).toBe(trace.aboveThreshold);
        }
        expect(ways).toBeGreaterThan(20);
      },
    );
  });
}
