import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Composite } from '../../src/enrichment/composite.js';

const STORIES = [
  {
    id: 'a',
    title: '  Acme Motors recalls 40,000 electric vans over brake fault',
    url: 'https://one.example/a',
    source: 'One',
    publishedAt: '2026-07-06T08:00:00Z',
    text: 'Acme Motors recalls 40,000 electric vans because their brakes may fail in the cold. The recall covers vans that Acme Motors built in Ohio between March and May. Dealers will replace the brake pump of every van at no charge.',
  },
  {
    id: 'b',
    title: 'Brake fault: Acme Motors calls back 40,000 electric vans',
    url: 'https://two.example/b',
    source: 'Two',
    publishedAt: '2026-07-06T09:00:00Z',
    summary:
      'Some 40,000 electric vans of Acme Motors have to go back to the garage over a brake fault. Acme Motors put the cost of the recall of electric vans at $60 million.',
  },
  {
    id: 'c',
    title: 'A quiet week for wheat',
    url: 'https://two.example/c',
    source: 'Two',
    publishedAt: '2026-07-06T09:00:00Z',
  },
];

interface Answer {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

describe('scout compose', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scout-compose-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  const compose = async (lines: readonly string[], ...more: string[]): Promise<Answer> => {
    const file = path.join(folder, 'stories.jsonl');
    await writeFile(file, `${lines.join('\n')}\n`);
    const args = [
      '--import',
      './test/support/typescript.mjs',
      'src/cli.ts',
      'compose',
      '--stories',
      file,
      ...more,
    ];
    return await new Promise((resolve) => {
      execFile(
        process.execPath,
        args,
        { cwd: path.resolve(import.meta.dirname, '../..') },
        (error, out, err) => {
          resolve({ code: error?.code ?? 0, out, err });
        },
      );
    });
  };

  it('tells each event once, with offsets into the lines of the file', async () => {
    const { code, out } = await compose(STORIES.map((story) => JSON.stringify(story)));
    expect(code).toBe(0);
    const composites = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Composite);
    expect(composites).toHaveLength(1);
    const { headline, headlineFrom, lead, leadFrom, statements, figures } = composites[0]!;
    expect(headline).not.toBe('');
    expect(lead).toMatch(/40,000/);
    expect(statements.length).toBeGreaterThanOrEqual(2);
    expect(Array.isArray(figures)).toBe(true);
    for (const { story, field, start, end, text } of [
      ...leadFrom,
      ...statements,
      { ...headlineFrom, text: headline },
    ]) {
      const stored: Readonly<Record<string, string>> = STORIES.find(({ id }) => id === story)!;
      expect(stored[field]!.slice(start, end)).toBe(text);
    }
  });

  it('reports a bad line with its number and fails, unless it may be there', async () => {
    const lines = ['{"id":', ...STORIES.map((story) => JSON.stringify(story))];
    const failed = await compose(lines);
    expect([failed.code, failed.out.trim().split('\n').length]).toEqual([1, 1]);
    expect(failed.err).toMatch(/stories\.jsonl:1: is no JSON/);
    expect((await compose(lines, '--max-bad', '1')).code).toBe(0);
  });
});
