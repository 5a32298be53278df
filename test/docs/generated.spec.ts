import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GeneratedFile, generatedFiles, withSettings } from '../../src/cli/docs.command.js';
import { projectRoot } from '../../src/config/project-root.js';
import { FEATURE_GROUPS, RULE_NAMES, WEIGHT_NAMES } from '../../src/ranking/ranking-profile.js';

const root = projectRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/decisions.md',
  'docs/delivery.md',
  'docs/quality.md',
  'docs/ranking.md',
];

/** Targets of links and pictures that lie in the project. */
function relativeLinks(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

/** Commands of the fenced shell blocks, one for each part of `a && b`. */
function shellCommands(text: string): string[] {
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap((block) => block[1]!.split('\n'))
    .flatMap((line) => line.split('&&'))
    .map((command) => command.trim());
}

describe('generated documents', () => {
  let files: GeneratedFile[];

  beforeAll(async () => {
    files = await generatedFiles(root);
  });

  it('agree with the code; if not: npm run docs', () => {
    const drifted = files.filter((file) => file.present !== file.expected).map((file) => file.path);
    expect(drifted).toEqual([]);
  });

  it('describe every part of the API', () => {
    const openApi = files.find((file) => file.path.endsWith('openapi.json'))!;
    const { paths } = JSON.parse(openApi.expected) as { paths: Record<string, unknown> };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/health/ready',
        '/v1/readers/{id}',
        '/v1/readers/{id}/briefings/today',
        '/v1/stories',
        '/v1/events',
        '/v1/digests/run',
        '/v1/ranking-profiles/{version}/activate',
      ]),
    );
  });

  it('tell of every weight and rule, with an example whose summands add up as they stand', () => {
    const page = files.find((file) => file.path.endsWith('ranking.md'))!.expected;
    for (const name of [...WEIGHT_NAMES, ...RULE_NAMES]) expect(page).toContain(`\n| \`${name}\` |`);
    const [example] = /<!-- example:[\s\S]*<!-- end of example -->/.exec(page)!;
    const numbers = [...example.matchAll(/\| \**(−?\d+\.\d+)\** \|$/gm)].map(([, number]) =>
      Number(number!.replace('−', '-')),
    );
    const score = numbers.pop()!;
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers.reduce((sum, number) => sum + number, 0)).toBeCloseTo(score, 9);
  });

  it('show pictures that are small, described, and draw each weight once', () => {
    const pictures = files.filter((file) => file.path.endsWith('.svg')).map((file) => file.expected);
    expect(pictures.join('').length).toBeLessThan(150_000);
    for (const picture of pictures) {
      expect(picture).toMatch(
        /^<svg [^>]*role="img"[^>]*>\n<title [^>]*>[^<]+<\/title>\n<desc [^>]*>[^<]+<\/desc>/,
      );
      expect(picture).not.toMatch(/<script|javascript:|href=/);
    }
    const charts = pictures.filter((picture) => picture.includes('<path class="rule"')).join('');
    for (const group of FEATURE_GROUPS) expect(charts.split(`>${group}</tspan>`)).toHaveLength(2);
  });

  it('keep what stands around the table of settings', () => {
    const text = read('README.md');
    const [before, after] = text.split(/<!-- settings:[\s\S]*<!-- end of settings -->/);
    expect(withSettings(text).startsWith(before!)).toBe(true);
    expect(withSettings(text).endsWith(after!)).toBe(true);
    expect(() => withSettings('no markers')).toThrow('README.md has lost a line');
  });
});

describe('documents', () => {
  it.each(DOCUMENTS)('%s links only to what exists', (document) => {
    const folder = join(root, document, '..');
    expect(relativeLinks(read(document)).filter((target) => !existsSync(join(folder, target)))).toEqual([]);
  });

  it('name the commands that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = shellCommands(read('README.md'));
    const script = (command: string): string => /^npm (?:run (?:--silent )?)?(\S+)/.exec(command)?.[1] ?? '';
    const named = commands.filter((command) => /^npm (?!ci$)/.test(command)).map(script);
    expect(commands).toEqual(expect.arrayContaining(['npm ci', 'npm run demo', 'npm test']));
    expect(named).toEqual(expect.arrayContaining(['demo', 'test', 'scout']));
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
