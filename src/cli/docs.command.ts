import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { projectRoot } from '../config/project-root.js';
import { loadSettings, settingsTable } from '../config/settings.js';
import { createHttpApp } from '../platform/http/http-app.js';
import { openApiDocument } from '../platform/http/openapi.js';
import { CommandError, print } from './output.js';
import { rankingDocument } from './ranking-document.js';
import { appModule } from './runtime.js';

export interface DocsOptions {
  readonly check?: boolean;
}

/** A file that is generated, as a whole or in part: where it lies and what it should hold. */
export interface GeneratedFile {
  readonly path: string;
  readonly present: string;
  readonly expected: string;
}

/**
 * Writes what the documents take from the code: the README's table of settings, `docs/openapi.json`, and the tables and
 * pictures of `docs/ranking.md`.
 * @throws CommandError with `check`, when one of them differs from the code; nothing is written then
 */
export async function docs(options: DocsOptions): Promise<void> {
  const root = projectRoot();
  const drifted = (await generatedFiles(root)).filter((file) => file.present !== file.expected);
  const names = drifted.map((file) => relative(root, file.path)).join(' and ');
  if (options.check === true) {
    if (drifted.length > 0) throw new CommandError(`${names} differ from the code: npm run docs`);
    print('The documents agree with the code.');
    return;
  }
  for (const file of drifted) await writeFile(file.path, file.expected);
  print(drifted.length === 0 ? 'Nothing to write.' : `Written: ${names}.`);
}

/** Every generated file with what it holds now (empty where it is absent) and what it should hold. */
export async function generatedFiles(root: string): Promise<GeneratedFile[]> {
  const readme = join(root, 'README.md');
  const openApi = join(root, 'docs', 'openapi.json');
  const [readmeText, openApiText] = await Promise.all([readOrEmpty(readme), readOrEmpty(openApi)]);
  return [
    { path: readme, present: readmeText, expected: withSettings(readmeText) },
    { path: openApi, present: openApiText, expected: await openApiJson() },
    ...(await rankingFiles(join(root, 'docs'))),
  ];
}

/**
 * A text with the table of settings between its two markers.
 * @throws CommandError where a marker is missing
 */
export function withSettings(text: string): string {
  return withBlock(text, 'settings', settingsTable(), 'README.md');
}

/** `docs/ranking.md` with its generated parts, and the pictures that it shows. */
async function rankingFiles(folder: string): Promise<GeneratedFile[]> {
  const page = join(folder, 'ranking.md');
  const present = await readOrEmpty(page);
  const { blocks, pictures } = rankingDocument();
  const expected = Object.entries(blocks).reduce(
    (text, [name, content]) => withBlock(text, name, content, 'docs/ranking.md'),
    present,
  );
  const drawn = Object.entries(pictures).map(async ([name, picture]) => {
    const path = join(folder, name);
    return { path, present: await readOrEmpty(path), expected: picture };
  });
  return [{ path: page, present, expected }, ...(await Promise.all(drawn))];
}

/**
 * A text with a generated part between its two markers.
 * @throws CommandError where a marker is missing
 */
function withBlock(text: string, name: string, content: string, file: string): string {
  const first = `<!-- ${name}: written by \`npm run docs\`, do not edit -->\n`;
  const last = `<!-- end of ${name} -->`;
  const begin = text.indexOf(first);
  const end = text.indexOf(last, begin);
  if (begin < 0 || end < 0) throw new CommandError(`${file} has lost a line ${first.trim()} or ${last}`);
  return `${text.slice(0, begin + first.length)}\n${content}\n${text.slice(end)}`;
}

/** The OpenAPI document of the API, from the decorators alone: nothing is constructed, so no database is needed. */
async function openApiJson(): Promise<string> {
  // `preview` makes the modules and their routes known without creating a provider.
  const settings = { logger: false, preview: true } as const;
  const app = await createHttpApp(
    await appModule(loadSettings({}), { name: 'scout-api', workers: false }),
    settings,
  );
  return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
}

async function readOrEmpty(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
}
