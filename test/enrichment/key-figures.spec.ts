import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CompositeSource, KeyFigure } from '../../src/enrichment/composite.js';
import { figuresOf } from '../../src/enrichment/figures/figures.js';
import { keyFiguresOf } from '../../src/enrichment/figures/key-figures.js';
import type { StoryText } from '../../src/enrichment/understanding.js';
import { sharedData } from '../support/shared-data.js';

/** An event drawn by chance whose key figures were read beside its sources; no text of them is kept. */
interface JudgedEvent {
  readonly event: string;
  readonly corpus: string;
  readonly stories: readonly string[];
  /** Right: value, what it is of, who says it, dispute and place among the parts, all of them. */
  readonly figures: readonly {
    readonly value: number;
    readonly upTo?: number;
    readonly unit: string;
    readonly part?: boolean;
    readonly right: boolean;
  }[];
}

const data = sharedData();

if (data === undefined) {
  describe('key figures judged by eye: ABSENT', () => {
    it('set SCOUT_DATA to measure the precision of key figures', () => {
      console.warn('The corpora are absent: the precision of key figures was not measured.');
      expect(data).toBeUndefined();
    });
  });
} else {
  describe('key figures judged by eye', () => {
    let judged: readonly JudgedEvent[];
    const sources = new Map<string, CompositeSource>();
    const produced = new Map<JudgedEvent, readonly KeyFigure[]>();

    beforeAll(async () => {
      const file = path.join(import.meta.dirname, 'key-figure-verdicts.json');
      judged = JSON.parse(await readFile(file, 'utf8')) as JudgedEvent[];
      const wanted = new Set(judged.flatMap(({ stories }) => stories));
      for (const corpus of new Set(judged.map((one) => one.corpus))) {
        const lines = (await readFile(path.join(data, 'stories', `${corpus}.jsonl`), 'utf8')).split('\n');
        for (const line of lines.filter((one) => one !== '')) {
          const story = JSON.parse(line) as StoryText & { readonly publishedAt: string };
          if (!wanted.has(story.id)) continue;
          const publishedAt = Date.parse(story.publishedAt);
          sources.set(story.id, { ...story, publishedAt, figures: figuresOf(story), entities: [] });
        }
      }
      for (const one of judged) {
        produced.set(
          one,
          keyFiguresOf(
            one.stories
              .map((id) => sources.get(id))
              .filter((story): story is CompositeSource => story !== undefined),
          ),
        );
      }
    });

    it('are found again, nineteen in twenty of them right', () => {
      const again = judged.flatMap((one) => {
        const keys = new Set(
          (produced.get(one) ?? []).flatMap((figure) => [
            keyOf(figure, false),
            ...(figure.parts ?? []).map((part) => keyOf(part, true)),
          ]),
        );
        return one.figures.filter((figure) => keys.has(keyOf(figure, figure.part === true)));
      });
      const right = again.filter((figure) => figure.right).length;
      const all = judged.flatMap(({ figures }) => figures);
      console.info(
        `${again.length} of ${all.length} judged figures are still found, ${right} of ${again.length} of them right.`,
      );
      expect(right).toBeGreaterThanOrEqual(0.9 * all.filter((figure) => figure.right).length);
      expect(right / again.length).toBeGreaterThanOrEqual(0.95);
    });

    it('cut each claim out of its source', () => {
      for (const figure of [...produced.values()].flat()) {
        for (const { story, field, start, end } of [figure, ...(figure.parts ?? [])].flatMap(
          (one) => one.says,
        )) {
          const written = sources.get(story)?.[field]?.slice(start, end) ?? '';
          expect(written).toMatch(
            /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter)/i,
          );
        }
      }
    });

    it('have parts that add up', () => {
      for (const { value, parts } of [...produced.values()].flat()) {
        if (parts === undefined) continue;
        const sum = parts.reduce((whole, part) => whole + part.value, 0);
        expect(Math.abs(sum - value)).toBeLessThanOrEqual(0.011 * value);
      }
    });
  });
}

function keyOf({ value, upTo, unit }: Pick<KeyFigure, 'value' | 'upTo' | 'unit'>, isPart: boolean): string {
  return `${value} ${upTo ?? ''} ${unit} ${isPart}`;
}
